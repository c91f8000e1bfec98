using System.Xml.Linq;
using Penstock.Testing;

namespace Penstock.Core.Tests;

/// <summary>The arrows between projects point one way (docs/adr/0008).</summary>
public class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Lineage"] = ["Core"],
        ["Iceberg"] = ["Core"],
        ["Jinja"] = [],
        ["PdfReader"] = [],
        ["LakeLayers"] = ["Core", "Lineage", "Iceberg", "Jinja", "PdfReader"],
        ["Connectors"] = ["Core", "Lineage", "Iceberg", "LakeLayers"],
        ["Warehouse"] = ["Core", "Lineage", "Iceberg", "LakeLayers"],
        ["Workflows"] = ["Core"],
        ["Sandbox"] = ["Core"],
        ["Pipelines"] = ["Core", "Lineage", "Iceberg", "LakeLayers", "Connectors", "Warehouse", "Workflows"],
        ["Server"] = ["Core", "Lineage", "Iceberg", "LakeLayers", "Connectors", "Warehouse", "Workflows", "Pipelines"],
        ["Cli"] =
        [
            "Core",
            "Lineage",
            "Iceberg",
            "LakeLayers",
            "Connectors",
            "Warehouse",
            "Workflows",
            "Pipelines",
            "Server",
            "Sandbox",
        ],
    };

    [Fact]
    public void Every_project_references_only_what_the_house_allows()
    {
        var source = Path.Combine(Repository.Root, "src");
        var projects = Directory.EnumerateFiles(source, "*.csproj", SearchOption.AllDirectories).ToList();

        Assert.Equal(Allowed.Keys.Order(), projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order());
        foreach (var project in projects)
        {
            var referenced = XDocument
                .Load(project)
                .Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
            Assert.All(referenced, r => Assert.Contains(r, Allowed[Path.GetFileNameWithoutExtension(project)]));
        }
    }
}
