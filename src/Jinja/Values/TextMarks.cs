namespace Penstock.Jinja.Values;

/// <summary>What is known of a text.</summary>
[Flags]
public enum TextMarks
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is escaped already (Python's Markup).</summary>
    Markup = 1,

    /// <summary>It comes from outside of the template, or was made of what does.</summary>
    Foreign = 2,
}
