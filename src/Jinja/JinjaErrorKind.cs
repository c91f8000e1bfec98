namespace Penstock.Jinja;

/// <summary>What went wrong, in the words of Jinja2 and Python.</summary>
public enum JinjaErrorKind
{
    /// <summary>The text is no template (TemplateSyntaxError).</summary>
    Syntax,

    /// <summary>Something undefined was used (UndefinedError).</summary>
    Undefined,

    /// <summary>What the sandbox does not allow (SecurityError).</summary>
    Security,

    /// <summary>A value of the wrong type.</summary>
    TypeError,

    /// <summary>A value of the right type that will not do.</summary>
    ValueError,

    /// <summary>A division by zero.</summary>
    ZeroDivisionError,

    /// <summary>A number or a range that is too large.</summary>
    OverflowError,

    /// <summary>No such place in a list.</summary>
    IndexError,

    /// <summary>No such key in a dict.</summary>
    KeyError,

    /// <summary>A filter was given arguments that it does not know.</summary>
    FilterArgumentError,

    /// <summary>Any other failure while rendering.</summary>
    RuntimeError,

    /// <summary>The loader has no such template.</summary>
    TemplateNotFound,

    /// <summary>The rendering needs more steps, depth or text than it is allowed.</summary>
    Limit,

    /// <summary>A function of the host refused.</summary>
    Refused,
}
