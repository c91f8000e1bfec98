namespace Penstock.Jinja.Values;

/// <summary>An object of the host. Templates reach its attributes and nothing else of it.</summary>
public interface IHostObject
{
    /// <summary>What messages call its type.</summary>
    string TypeName { get; }

    /// <summary>What is written for it.</summary>
    string Text { get; }

    /// <summary>An attribute.</summary>
    bool TryGetAttribute(string name, out object? value);
}
