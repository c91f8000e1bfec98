using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>A model's file before it is rendered.</summary>
/// <param name="Table">The table it makes.</param>
/// <param name="File">Its path below the workflow's folder.</param>
/// <param name="Path">Its path.</param>
/// <param name="Text">Its text.</param>
/// <param name="Header">What is said of it outside of its SQL.</param>
/// <param name="Notes">Where that is said, and the tests with it.</param>
internal sealed record ModelFile(
    TableName Table,
    string File,
    string Path,
    string Text,
    ModelHeader Header,
    IReadOnlyList<(string File, YamlMap Map)> Notes
);
