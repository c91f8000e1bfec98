using System.Globalization;
using System.Net;
using System.Text;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models.Docs;

/// <summary>A drawing of what reads what, from left to right: SVG with a link for each model.</summary>
internal static class ModelGraph
{
    private const int Width = 210,
        Height = 34,
        GapX = 70,
        GapY = 18;

    public static string Draw(ModelProject project)
    {
        var depth = new Dictionary<TableName, int>();
        foreach (var model in project.Models)
        {
            foreach (var input in model.Inputs)
                depth.TryAdd(input, 0);
            depth[model.Table] = model.Inputs.Select(i => depth[i] + 1).DefaultIfEmpty(0).Max();
        }
        var columns = depth
            .GroupBy(d => d.Value)
            .OrderBy(g => g.Key)
            .Select(g => g.Select(d => d.Key).OrderBy(t => t.ToString(), StringComparer.Ordinal).ToList())
            .ToList();
        var places = columns
            .SelectMany(
                (tables, x) =>
                    tables.Select((table, y) => (table, X: x * (Width + GapX) + 4, Y: y * (Height + GapY) + 4))
            )
            .ToDictionary(p => p.table, p => (p.X, p.Y));
        var (width, height) = (
            columns.Count * (Width + GapX),
            columns.Select(c => c.Count).DefaultIfEmpty(1).Max() * (Height + GapY)
        );
        var svg = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"What reads what\">"
            )
        );
        foreach (var model in project.Models)
        {
            var (toX, toY) = places[model.Table];
            foreach (var (x, y) in model.Inputs.Select(i => places[i]))
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<path d=\"M{x + Width} {y + Height / 2} C{x + Width + GapX / 2} {y + Height / 2} {toX - GapX / 2} {toY + Height / 2} {toX} {toY + Height / 2}\"/>"
                );
        }
        foreach (var (table, (x, y)) in places)
        {
            var name = WebUtility.HtmlEncode(table.ToString());
            var box = string.Create(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{x}\" y=\"{y}\" width=\"{Width}\" height=\"{Height}\" rx=\"8\"/><text x=\"{x + 12}\" y=\"{y + 22}\">{(name.Length > 28 ? name[..27] + "…" : name)}</text>"
            );
            svg.Append(
                project.Models.Any(m => m.Table == table)
                    ? $"<a href=\"#{name}\" class=\"{table.Zone}\"><title>{name}</title>{box}</a>"
                    : $"<g class=\"source\"><title>{name}</title>{box}</g>"
            );
        }
        return svg.Append("</svg>").ToString();
    }
}
