namespace Penstock.LakeLayers.Erasure;

/// <summary>Whom to forget.</summary>
/// <param name="Subject">The identifier as the source gives it, for instance a customer's number. It is never written
/// anywhere.</param>
/// <param name="Columns">Where to look.</param>
public sealed record ForgetOptions(string Subject, SubjectColumns Columns)
{
    /// <summary>Who asked, for the report.</summary>
    public string Who { get; init; } = Environment.UserName;

    /// <summary>
    /// Rows about the person that were found in the warehouse, by table, and are erased there next: noted with the erasure of
    /// the lake, so that a report tells of them whatever happens in between.
    /// </summary>
    public IReadOnlyDictionary<string, long> Warehouse { get; init; } = new Dictionary<string, long>();
}
