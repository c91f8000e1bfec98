using System.Runtime.CompilerServices;
using Penstock.Jinja.Values;

namespace Penstock.Jinja;

/// <summary>A place in a rendering: what names mean there, and where it writes to.</summary>
public sealed class JinjaContext
{
    private readonly List<OutputPiece> _output;

    internal JinjaContext(
        Rendering rendering,
        JinjaTemplate template,
        Scope scope,
        List<OutputPiece> output,
        bool isAutoescaped
    )
    {
        (Rendering, Template, Scope, _output, IsAutoescaped) = (rendering, template, scope, output, isAutoescaped);
        TopScope = scope;
    }

    /// <summary>The template's file.</summary>
    public string File => Template.Source.File;

    /// <summary>The line that is being rendered.</summary>
    public int Line { get; internal set; } = 1;

    internal Rendering Rendering { get; }

    internal JinjaTemplate Template { get; private init; }

    internal Scope Scope { get; private init; }

    internal Scope TopScope { get; init; }

    internal bool IsAutoescaped { get; init; }

    /// <summary>Whether a child template has taken over: what follows writes nothing.</summary>
    internal bool IsSilent { get; set; }

    internal JinjaTemplate? Parent { get; set; }

    /// <summary>What a name means here; <see cref="Undefined"/> where it means nothing.</summary>
    public object? Resolve(string name) =>
        Scope.TryGet(name, out var value) || Rendering.TryGet(name, out value) ? value : Undefined.Name(name);

    /// <summary>Calls a value.</summary>
    /// <exception cref="JinjaException">It cannot be called, or fails.</exception>
    public object? Call(object? callee, CallArguments arguments)
    {
        Rendering.Step();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw PyError.Limit("The template is nested too deep");
        var line = Line;
        try
        {
            return callee switch
            {
                ICallable callable => Rendering.Charge(callable.Call(this, arguments)),
                Undefined undefined => throw undefined.Fail(),
                _ => throw PyError.Type($"'{PyTypes.NameOf(callee)}' object is not callable"),
            };
        }
        catch (JinjaException e) when (e.File is null)
        {
            throw e.At(Template.Source, line);
        }
    }

    /// <summary>Applies a filter by its name.</summary>
    internal object? Filter(string name, CallArguments arguments) =>
        Rendering.Charge(Rendering.Environment.FilterOf(name)(this, arguments));

    /// <summary>Applies a test by its name.</summary>
    internal bool Test(string name, CallArguments arguments) =>
        Truth.Of(Rendering.Environment.TestOf(name)(this, arguments));

    internal JinjaContext Inner(List<OutputPiece>? output = null) =>
        new(Rendering, Template, new Scope(Scope), output ?? _output, IsAutoescaped)
        {
            Line = Line,
            TopScope = TopScope,
            IsSilent = output is null && IsSilent,
        };

    internal JinjaContext With(Scope scope, JinjaTemplate template, List<OutputPiece>? output = null) =>
        new(Rendering, template, scope, output ?? _output, IsAutoescaped) { Line = Line, TopScope = TopScope };

    internal JinjaContext Escaped(bool isAutoescaped) =>
        new(Rendering, Template, new Scope(Scope), _output, isAutoescaped)
        {
            Line = Line,
            TopScope = TopScope,
            IsSilent = IsSilent,
        };

    internal JinjaContext ForMacro(JinjaTemplate template, Scope scope, bool isAutoescaped)
    {
        if (++Rendering.Depth > Rendering.Limits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Rendering.Depth--;
            throw PyError.Limit($"Macros call each other more than {Rendering.Limits.Depth} levels deep");
        }
        return new JinjaContext(Rendering, template, scope, [], isAutoescaped);
    }

    internal void LeaveMacro() => Rendering.Depth--;

    internal object? TakeReturned()
    {
        var value = Rendering.Returned;
        Rendering.Returned = null;
        return value;
    }

    /// <summary>What was written into this context's own output.</summary>
    internal object Captured()
    {
        var text = CapturedText.Of(_output);
        return IsAutoescaped && text is string plain ? new MarkedText(plain, TextMarks.Markup) : text;
    }

    internal void WriteData(string text, int line)
    {
        if (IsSilent || text.Length == 0)
            return;
        Rendering.Write(text.Length);
        _output.Add(new OutputPiece(text, false, line, true));
    }

    internal void Write(object? value, int line)
    {
        if (IsSilent)
            return;
        if (IsAutoescaped && value is not (CapturedText or MarkedText { IsMarkup: true }))
            value = Markup.Escape(value);
        if (value is CapturedText captured)
        {
            foreach (var piece in captured.Pieces)
            {
                Rendering.Write(piece.Text.Length);
                _output.Add(piece with { Line = line, IsData = false });
            }
            return;
        }
        Texts.TryGet(Repr.Str(value), out var text, out var marks);
        Rendering.Write(text!.Length);
        Rendering.Step(text.Length / 16);
        if (text.Length > 0 || (marks & TextMarks.Foreign) != 0)
            _output.Add(new OutputPiece(text, (marks & TextMarks.Foreign) != 0, line, false));
    }
}
