using Penstock.Jinja.Nodes;
using Penstock.Jinja.Values;

namespace Penstock.Jinja;

/// <summary>What all parts of one rendering share.</summary>
internal sealed class Rendering(
    JinjaEnvironment environment,
    Func<string, object?>? words,
    Func<JinjaContext, object?, object?>? finish
)
{
    private long _steps;
    private long _written;

    public JinjaEnvironment Environment { get; } = environment;

    public JinjaLimits Limits { get; } = environment.Options.Limits;

    /// <summary>Changes or refuses what is written.</summary>
    public Func<JinjaContext, object?, object?>? Finish { get; } = finish;

    /// <summary>The blocks by name, those of the youngest template first.</summary>
    public Dictionary<string, List<(Block Block, JinjaTemplate Template)>> Blocks { get; set; } = [];

    public int Depth { get; set; }

    public object? Returned { get; set; }

    public void Step(long count = 1)
    {
        if ((_steps += count) > Limits.Steps)
            throw PyError.Limit($"The rendering takes more than {Limits.Steps} steps");
    }

    public void Write(int length)
    {
        if ((_written += length) > Limits.Output)
            throw PyError.Limit($"More than {Limits.Output} characters are written");
    }

    /// <summary>Counts what an operation made.</summary>
    public object? Charge(object? made)
    {
        var size = made switch
        {
            string text => text.Length,
            MarkedText text => text.Value.Length,
            JinjaList list => list.Items.Count,
            JinjaTuple tuple => tuple.Items.Count,
            _ => 0,
        };
        if (size > 15)
            Step(size / 16);
        return made;
    }

    public bool TryGet(string name, out object? value)
    {
        if (words is not null && words(name) is var word && word != CallArguments.NotGiven)
        {
            value = word;
            return true;
        }
        return Environment.Globals.TryGetValue(name, out value);
    }
}
