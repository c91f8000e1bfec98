namespace Penstock.Jinja;

/// <summary>What templates can call: a function, a filter (its value is the first argument) or a test.</summary>
/// <exception cref="JinjaException">It refuses its arguments.</exception>
public delegate object? JinjaFunction(JinjaContext context, CallArguments arguments);
