namespace Penstock.LakeLayers.Models;

/// <summary>The columns that a snapshot adds to those of its query.</summary>
internal static class HistoryColumns
{
    /// <summary>Tells versions apart: MD5 of the key, the time it is valid from and the time of the run that saw it.</summary>
    public const string VersionId = "version_id";

    /// <summary>Since when it holds (UTC).</summary>
    public const string From = "valid_from";

    /// <summary>Until when it held (UTC); NULL: it holds.</summary>
    public const string To = "valid_to";

    /// <summary>Whether it holds.</summary>
    public const string IsCurrent = "is_current";

    /// <summary>Whether it says that the row was gone, as dbt names it; only with <c>hard_deletes='new_record'</c>.</summary>
    public const string IsDeleted = "dbt_is_deleted";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [VersionId, From, To, IsCurrent, IsDeleted];
}
