using Penstock.Core.Errors;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>A definition cannot be changed or published as asked; nothing was changed.</summary>
public sealed class DefinitionRefusedException : PenstockException
{
    /// <summary>Refuses for problems in the definition.</summary>
    public DefinitionRefusedException(string name, IReadOnlyList<DefinitionProblem> problems)
        : base(
            string.Join("; ", problems.Take(10).Select(p => p.Text)),
            name,
            "Nothing was changed",
            problems[0].Next
        ) => Problems = problems;

    /// <summary>Refuses for the state it is in.</summary>
    public DefinitionRefusedException(string what, string name, string next)
        : base(what, name, "Nothing was changed", next) => Problems = [new(null, $"{what}: {name}", next)];

    /// <summary>Why.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; }

    /// <inheritdoc/>
    public override int ExitCode => 2;
}
