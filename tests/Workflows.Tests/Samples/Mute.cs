using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Tests.Samples;

/// <summary>An activity whose author forgot to complete it.</summary>
[Activity("Test", "Testing")]
public sealed class Mute : Activity;
