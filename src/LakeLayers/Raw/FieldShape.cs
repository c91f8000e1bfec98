using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// What values a field of JSON documents has been seen with: kinds of values, the fields of its objects and the items of its
/// arrays.
/// It depends on the set of the values alone, never on their order.
/// <para>Kinds have BSON's names, but for numbers, which are told apart by what holds them: <c>whole</c> (32 bits),
/// <c>long</c> (up to
/// 2^53), <c>bigLong</c> (64 bits), <c>double</c> (a double with just these digits), <c>number</c> (any other), <c>decimal</c>
/// (DECIMAL(38,10)) and <c>longDecimal</c>. What a connector recorded has <c>int</c> (32 bits) and <c>anyLong</c> (64 bits).
/// <c>deep</c> and <c>wide</c> stand for objects that were not looked into.</para>
/// </summary>
internal sealed class FieldShape
{
    private string? _last;

    public SortedSet<string> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>Fields in the order they were first seen.</summary>
    public OrderedDictionary<string, FieldShape> Fields { get; } = new(StringComparer.Ordinal);

    public FieldShape? Items { get; private set; }

    /// <summary>The kinds without <c>null</c>, which every column allows.</summary>
    public IReadOnlyList<string> Kinds => [.. Types.Where(t => t is not ("null" or "undefined"))];

    /// <summary>Whether the kinds alone do not say the type, since a connector recorded them and not the values.</summary>
    public bool NeedsValues =>
        (Types.Contains("anyLong") && (Types.Contains("double") || Types.Contains("number")))
        || Fields.Values.Any(f => f.NeedsValues)
        || Items is { NeedsValues: true };

    /// <summary>The shape of documents that a connector recorded while it wrote them.</summary>
    public static FieldShape FromConnector(JsonNode node)
    {
        var shape = new FieldShape();
        foreach (var type in node["types"]?.AsArray() ?? [])
            shape.Types.Add((string)type! is "long" ? "anyLong" : (string)type!);
        if (node["fields"] is JsonObject fields)
            foreach (var (name, field) in fields)
                shape.Fields[name] = FromConnector(field!);
        if (node["items"] is { } items)
            shape.Items = FromConnector(items);
        return shape;
    }

    /// <summary>Adds a value.</summary>
    /// <param name="value">A value of a document that <see cref="LineDocument"/> has checked.</param>
    /// <param name="depth">How many objects and arrays it is in; 0 for the document.</param>
    public void Add(JsonElement value, int depth = 0)
    {
        var kind = ExtendedJson.KindOf(value, "");
        if (kind is "object" or "array" && depth > RawType.MaxNesting)
            kind = "deep";
        if (!ReferenceEquals(kind, _last))
            Types.Add(_last = kind);
        if (kind == "object" && !Types.Contains("wide"))
            AddFields(value, depth);
        else if (kind == "array")
            foreach (var item in value.EnumerateArray())
                Item().Add(item, depth + 1);
    }

    /// <summary>Adds what another part of the data was seen with.</summary>
    public void Add(FieldShape other)
    {
        Types.UnionWith(other.Types);
        foreach (var (name, field) in other.Fields)
        {
            if (!Fields.TryGetValue(name, out var own))
                Fields[name] = own = new FieldShape();
            own.Add(field);
        }
        if (other.Items is not null)
            Item().Add(other.Items);
    }

    /// <summary>Whole numbers of 32 bits are of the type that the connector recorded for them, where it did.</summary>
    public void Narrow(FieldShape recorded)
    {
        if (recorded.Types.Contains("int") && !recorded.Types.Contains("anyLong") && Types.Remove("whole"))
            Types.Add("int");
        foreach (var (name, field) in Fields)
            if (recorded.Fields.TryGetValue(name, out var known))
                field.Narrow(known);
        if (recorded.Items is not null)
            Items?.Narrow(recorded.Items);
    }

    private FieldShape Item() => Items ??= new FieldShape();

    private void AddFields(JsonElement value, int depth)
    {
        var guess = 0;
        foreach (var field in value.EnumerateObject())
            Find(field, ref guess).Add(field.Value, depth + 1);
        // Ids as names of fields would make the shape grow with the data.
        if (depth > 0 && Fields.Count > RawType.MaxFields)
        {
            Types.Add("wide");
            Fields.Clear();
        }
    }

    // Documents mostly have the same fields in the same order: the next is guessed, and its name only compared.
    private FieldShape Find(JsonProperty field, ref int guess)
    {
        if (guess < Fields.Count && Fields.GetAt(guess) is var (known, shape) && field.NameEquals(known))
        {
            guess++;
            return shape;
        }
        var name = field.Name;
        var at = Fields.IndexOf(name);
        if (at < 0)
        {
            Fields.Add(name, new FieldShape());
            at = Fields.Count - 1;
        }
        guess = at + 1;
        return Fields.GetAt(at).Value;
    }
}
