using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>A test before it is rendered.</summary>
internal sealed record TestText(string Name, TableName? Model, string? Column, TestSeverity? Severity, TemplateSource Template);
