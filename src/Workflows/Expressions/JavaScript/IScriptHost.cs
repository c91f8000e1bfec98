namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>What a script can reach outside itself. Called on the script's thread; must be quick.</summary>
internal interface IScriptHost
{
    /// <summary>Does one of the operations that the prelude knows.</summary>
    /// <returns>An encoded value (see <see cref="ScriptValues"/>) or a plain text, as the operation says; null is
    /// undefined.</returns>
    /// <exception cref="Penstock.Core.Errors.UsageException">Becomes an error in the script, which it may catch.</exception>
    string? Call(string operation, string? first, string? second);
}
