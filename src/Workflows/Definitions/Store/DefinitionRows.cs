using Npgsql;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>Reads rows of <c>workflow.definition</c>.</summary>
internal static class DefinitionRows
{
    public const string Columns = """
        id, definition_id, version, name, description, tool_version, is_latest, is_published, is_readonly, is_system,
        usable_as_activity, provider, saved_at, hash
        """;

    /// <summary>The columns and the document, which is number 14.</summary>
    public const string WithJson = Columns + ", json";

    /// <summary>The columns and, from number 14, what a save compares.</summary>
    public const string WithBase = Columns + ", created_at, editor, editor_base";

    public static DefinitionInfo Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            DefinitionId = row.GetString(1),
            Version = row.GetInt32(2),
            Name = row.GetString(3),
            Description = row.Text(4),
            ToolVersion = row.Text(5),
            IsLatest = row.GetBoolean(6),
            IsPublished = row.GetBoolean(7),
            IsReadonly = row.GetBoolean(8),
            IsSystem = row.GetBoolean(9),
            UsableAsActivity = row.GetBoolean(10),
            ProviderName = row.Text(11),
            SavedAt = row.Instant(12)!.Value,
            Hash = row.GetString(13),
        };

    public static StoredDefinition ReadStored(NpgsqlDataReader row) =>
        StoredDefinition.Read(Read(row), row.GetString(14));

    public static DefinitionRow ReadBase(NpgsqlDataReader row) =>
        new(Read(row), row.Instant(14)!.Value, row.Text(15), row.Instant(16));
}
