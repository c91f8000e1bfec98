using Penstock.Core.Metadata;
using Penstock.Jinja.Values;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>A table in a template: written, it is its quoted name.</summary>
internal sealed class Relation(string table, Action? onWritten = null) : IHostObject
{
    private string Schema => table[..table.IndexOf('.', StringComparison.Ordinal)];

    private string Name => table[(table.IndexOf('.', StringComparison.Ordinal) + 1)..];

    public string TypeName => "Relation";

    public string Text
    {
        get
        {
            onWritten?.Invoke();
            return Sql.Identifier(Schema, Name);
        }
    }

    public bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "schema" => Schema,
            "name" or "identifier" or "table" => Name,
            "database" => null,
            "sql" => Text,
            "render" => new Function(name, (_, _) => Text),
            "is_table" => true,
            "is_view" or "is_cte" => false,
            "type" => "table",
            _ => this,
        };
        return value != this;
    }
}
