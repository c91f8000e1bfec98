namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>A way out of an activity on the canvas, or a slot inside its box.</summary>
/// <param name="Name">The outcome, or the name of the slot.</param>
/// <param name="DisplayName">The label.</param>
/// <param name="Type"><see cref="PortType.Flow"/> or <see cref="PortType.Embedded"/>.</param>
/// <param name="IsBrowsable">Whether the canvas shows it.</param>
public sealed record PortDescriptor(string Name, string DisplayName, PortType Type, bool IsBrowsable = true);
