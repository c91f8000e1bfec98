namespace Penstock.LakeLayers.Query.Pruning;

/// <summary>How a column's value is compared with constants.</summary>
internal enum ConditionKind
{
    /// <summary>It is one of them.</summary>
    IsOneOf,

    /// <summary>It is the one or less.</summary>
    IsAtMost,

    /// <summary>It is the one or more.</summary>
    IsAtLeast,
}
