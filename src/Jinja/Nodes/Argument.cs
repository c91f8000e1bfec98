namespace Penstock.Jinja.Nodes;

/// <summary>An argument without a name; with a star its items are the arguments.</summary>
internal readonly record struct Argument(Expression Value, bool IsUnpacked);
