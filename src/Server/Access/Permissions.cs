namespace Penstock.Server.Access;

/// <summary>
/// The permissions, in the words of an Elsa server: a verb and what it is done to. <c>read:*</c> grants a verb on everything,
/// <c>*</c> everything.
/// </summary>
public static class Permissions
{
    public const string All = "*";
    public const string Admin = "admin";
    public const string Audit = "audit";
    public const string ReadDefinitions = "read:workflow-definitions";
    public const string WriteDefinitions = "write:workflow-definitions";
    public const string PublishDefinitions = "publish:workflow-definitions";
    public const string RetractDefinitions = "retract:workflow-definitions";
    public const string DeleteDefinitions = "delete:workflow-definitions";
    public const string ExecuteDefinitions = "exec:workflow-definitions";
    public const string ReadInstances = "read:workflow-instances";
    public const string WriteInstances = "write:workflow-instances";
    public const string CancelInstances = "cancel:workflow-instances";
    public const string DeleteInstances = "delete:workflow-instances";
    public const string TriggerEvents = "trigger:event";
    public const string ExecuteSteps = "exec:steps";
    public const string ReadSteps = "read:steps";
    public const string ReadLake = "read:lake";
    public const string WriteLake = "write:lake";
    public const string ReadLineage = "read:lineage";
    public const string ReadLogs = "read:logs";

    /// <summary>Whether one granted pattern covers a permission or a narrower pattern.</summary>
    public static bool Covers(string granted, string permission) =>
        granted == All
        || granted == permission
        || (
            granted.EndsWith(":*", StringComparison.Ordinal)
            && permission.StartsWith(granted[..^1], StringComparison.Ordinal)
        );

    /// <summary>
    /// Whether a text can be a permission or a pattern: <c>verb:noun</c>, <c>verb:*</c>, <c>*</c>, <c>admin</c> or
    /// <c>audit</c>.
    /// </summary>
    public static bool IsWellFormed(string permission) =>
        permission is All or Admin or Audit
        || permission.Split(':') is [{ Length: > 0 } verb, { Length: > 0 } noun]
            && verb.All(char.IsAsciiLetterLower)
            && (noun == "*" || noun.All(c => char.IsAsciiLetterLower(c) || c == '-'));

    /// <summary>What both sets grant: an API key's scope within its owner's permissions.</summary>
    public static IReadOnlyList<string> Intersect(IEnumerable<string> one, IReadOnlyCollection<string> other) =>
        [
            .. one.SelectMany(a =>
                    other.Select(b =>
                        Covers(a, b) ? b
                        : Covers(b, a) ? a
                        : null
                    )
                )
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
}
