using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Testing;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>Models and seeds that are disabled: who reads one is told so.</summary>
internal static class DisabledTables
{
    /// <summary>What <c>ref</c> may be given for them, with their files.</summary>
    public static Dictionary<string, string> Names(IEnumerable<(TableName Table, string File)> disabled) =>
        disabled
            .SelectMany(d => new[] { d.Table.Name, $"{d.Table}" }.Select(name => (name, d.File)))
            .DistinctBy(d => d.name)
            .ToDictionary(d => d.name, d => d.File);

    /// <summary>Whether a model is disabled.</summary>
    public static bool Has(IReadOnlyList<Model> models, TableName table) =>
        models.Any(m => m.Table == table && !m.Header.IsEnabled);

    /// <summary>Refuses models and tests that read what its own SQL disables, which is known only when all are
    /// rendered.</summary>
    /// <exception cref="UsageException">There is one; names its file.</exception>
    public static void RefuseReaders(IReadOnlyList<Model> models, IReadOnlyList<ModelTest> tests)
    {
        var readers = models
            .Where(m => m.Header.IsEnabled)
            .Select(m => (m.File, m.Inputs))
            .Concat(tests.Select(t => (File: t.At, t.Inputs)));
        foreach (var disabled in models.Where(m => !m.Header.IsEnabled))
        {
            if (readers.FirstOrDefault(r => r.Inputs.Contains(disabled.Table)) is { File: { } file })
                throw new UsageException(
                    $"'{disabled.Table.Name}' is disabled ({disabled.File})",
                    file,
                    "enable it in its config, or take the reference out"
                );
        }
    }
}
