using Penstock.Jinja.Values;

namespace Penstock.Jinja;

/// <summary>The arguments of a call.</summary>
public sealed class CallArguments(
    IReadOnlyList<object?> positional,
    IReadOnlyList<KeyValuePair<string, object?>>? named = null
)
{
    /// <summary>Stands for a parameter that was not given.</summary>
    public static readonly object NotGiven = new();

    /// <summary>No arguments.</summary>
    public static readonly CallArguments None = new([]);

    /// <summary>Those without a name.</summary>
    public IReadOnlyList<object?> Positional { get; } = positional;

    /// <summary>Those with a name, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Named { get; } = named ?? [];

    /// <summary>Gives each parameter its value as Python does; one whose name ends with <c>?</c> may be left out.</summary>
    /// <exception cref="JinjaException">TypeError: one is missing, unknown or given twice.</exception>
    public BoundArguments Bind(string function, params ReadOnlySpan<string> parameters)
    {
        var values = new object?[parameters.Length];
        Array.Fill(values, NotGiven);
        if (Positional.Count > parameters.Length)
            throw PyError.Type(
                $"{function}() takes {parameters.Length} positional arguments but {Positional.Count} were given"
            );
        for (var i = 0; i < Positional.Count; i++)
            values[i] = Positional[i];
        foreach (var (name, value) in Named)
        {
            var at = -1;
            for (var i = 0; i < parameters.Length; i++)
                if (parameters[i].AsSpan().TrimEnd('?').SequenceEqual(name))
                    at = i;
            if (at < 0)
                throw PyError.Type($"{function}() got an unexpected keyword argument '{name}'");
            if (values[at] != NotGiven)
                throw PyError.Type($"{function}() got multiple values for argument '{name}'");
            values[at] = value;
        }
        for (var i = 0; i < parameters.Length; i++)
            if (values[i] == NotGiven && !parameters[i].EndsWith('?'))
                throw PyError.Type($"{function}() missing a required argument: '{parameters[i]}'");
        return new BoundArguments(function, values);
    }

    internal CallArguments Without(int count) => new([.. Positional.Skip(count)], Named);
}
