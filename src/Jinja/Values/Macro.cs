using Penstock.Jinja.Nodes;

namespace Penstock.Jinja.Values;

/// <summary>A macro, or the body of a call block.</summary>
public sealed class Macro : IHostObject, ICallable
{
    private readonly MacroDefinition _definition;
    private readonly Scope _scope;
    private readonly JinjaTemplate _template;
    private readonly bool _isAutoescaped;

    internal Macro(MacroDefinition definition, JinjaContext context) =>
        (_definition, _scope, _template, _isAutoescaped) = (
            definition,
            context.Scope,
            context.Template,
            context.IsAutoescaped
        );

    /// <summary>Its name.</summary>
    public string Name => _definition.Name;

    /// <inheritdoc/>
    public string TypeName => "Macro";

    /// <inheritdoc/>
    public string Text => $"<Macro {Repr.Quote(Name)}>";

    /// <inheritdoc/>
    public bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "name" => Name,
            "arguments" => new JinjaTuple([.. _definition.Parameters.Select(p => p.Name)]),
            "catch_kwargs" => _definition.TakesNamed,
            "catch_varargs" => _definition.TakesMore,
            "caller" => _definition.TakesCaller,
            _ => CallArguments.NotGiven,
        };
        return value != CallArguments.NotGiven;
    }

    /// <inheritdoc/>
    public object? Call(JinjaContext context, CallArguments arguments)
    {
        var inner = context.ForMacro(_template, new Scope(_scope), _isAutoescaped);
        try
        {
            Bind(inner, arguments);
            var flow = _definition.Body.Execute(inner);
            return flow == Flow.Return ? inner.TakeReturned() : inner.Captured();
        }
        catch (ReturnSignal signal)
        {
            return signal.Value;
        }
        catch (JinjaException e)
        {
            throw e.At(_template.Source, inner.Line);
        }
        finally
        {
            inner.LeaveMacro();
        }
    }

    private void Bind(JinjaContext inner, CallArguments arguments)
    {
        var parameters = _definition.Parameters;
        var given = arguments.Named.ToDictionary(n => n.Key, n => n.Value);
        for (var i = 0; i < parameters.Count; i++)
        {
            var (name, fallback) = parameters[i];
            object? value;
            if (i < arguments.Positional.Count)
            {
                value = arguments.Positional[i];
                if (given.ContainsKey(name))
                    throw PyError.Type($"macro {Repr.Quote(Name)} got multiple values for argument {Repr.Quote(name)}");
            }
            else if (given.Remove(name, out var named))
                value = named;
            else if (fallback is not null)
                value = fallback.Evaluate(inner);
            else
                value = new Undefined($"parameter {Repr.Quote(name)} was not provided");
            inner.Scope.Set(name, value);
        }
        if (_definition.TakesCaller && parameters.All(p => p.Name != "caller"))
            inner.Scope.Set(
                "caller",
                given.Remove("caller", out var caller) ? caller : new Undefined("No caller defined")
            );
        if (_definition.TakesNamed)
            inner.Scope.Set("kwargs", new JinjaDict(given.Select(g => ((object?)g.Key, g.Value))));
        else if (given.Count > 0)
            throw PyError.Type($"macro {Repr.Quote(Name)} takes no keyword argument {Repr.Quote(given.Keys.First())}");
        if (_definition.TakesMore)
            inner.Scope.Set("varargs", new JinjaTuple([.. arguments.Positional.Skip(parameters.Count)]));
        else if (arguments.Positional.Count > parameters.Count)
            throw PyError.Type($"macro {Repr.Quote(Name)} takes not more than {parameters.Count} argument(s)");
    }
}
