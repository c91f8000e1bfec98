namespace Penstock.Jinja;

/// <summary>Where <c>include</c>, <c>import</c> and <c>extends</c> find templates.</summary>
public interface IJinjaLoader
{
    /// <summary>The text of a template, or null where there is none.</summary>
    string? Load(string name);
}
