namespace Penstock.LakeLayers.Contracts;

/// <summary>A condition that is true for a value which breaks a rule; NULL counts as kept.</summary>
/// <param name="value">SQL for the value.</param>
/// <param name="type">The value's type in DuckDB's words.</param>
internal delegate string ValueCondition(string value, string type);
