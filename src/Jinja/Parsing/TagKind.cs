namespace Penstock.Jinja.Parsing;

/// <summary>The kinds of tags that may be added.</summary>
public enum TagKind
{
    /// <summary>Defines a macro, with a prefix to its name.</summary>
    Macro,

    /// <summary>Has a name and a body that is rendered where it stands.</summary>
    Body,

    /// <summary>Has a name and a text that is neither read nor rendered.</summary>
    Text,

    /// <summary>Is refused.</summary>
    Refused,
}
