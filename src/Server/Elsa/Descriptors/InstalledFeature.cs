namespace Penstock.Server.Elsa.Descriptors;

/// <summary>A feature that clients may ask for by its full name. Register one as a service where the feature is built.</summary>
/// <param name="Namespace">The first part of its full name, <c>Elsa</c> as a rule.</param>
/// <param name="Name">The rest.</param>
/// <param name="DisplayName">The name for people.</param>
/// <param name="Description">One sentence for people.</param>
public sealed record InstalledFeature(string Namespace, string Name, string DisplayName, string Description)
{
    /// <summary>Namespace and name.</summary>
    public string FullName => $"{Namespace}.{Name}";
}
