namespace Penstock.LakeLayers.Erasure;

/// <summary>Whom to forget.</summary>
/// <param name="Subject">The identifier as the source gives it, for instance a customer's number. It is never written anywhere.</param>
/// <param name="Columns">Where to look.</param>
public sealed record ForgetOptions(string Subject, SubjectColumns Columns)
{
    /// <summary>Who asked, for the report.</summary>
    public string Who { get; init; } = Environment.UserName;
}
