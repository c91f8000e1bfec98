using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>Makes a model's SQL: tables become quoted names, variables become SQL literals.</summary>
internal static class ModelRenderer
{
    public static string Render(Model model, ModelProject project, IReadOnlyDictionary<string, string> variables)
    {
        var sql = model.Template.Render((call, isQuoted) => call.Function switch
        {
            "this" => Quote(model.Table),
            "var" => Variable(model, call, isQuoted, variables),
            _ => Quote(ModelReader.Resolve(model, call, project.Models)),
        });
        return sql.TrimEnd().TrimEnd(';').TrimEnd();
    }

    private static string Quote(TableName table) => Sql.Identifier(table.Zone, table.Name);

    private static string Variable(Model model, TemplateCall call, bool isQuoted, IReadOnlyDictionary<string, string> variables)
    {
        var hasDefault = call.Arguments.Count > 1;
        if (!variables.TryGetValue(call.Text(0), out var given) && !hasDefault)
            throw new UsageException($"The variable '{call.Text(0)}' has no value and no default", $"{model.File}:{call.Line}", $"penstock run <workflow> --var {call.Text(0)}=…");
        var value = given ?? call.Arguments[1];
        if (isQuoted) return Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("'", "''", StringComparison.Ordinal) ?? "";
        return value switch
        {
            null => "NULL",
            bool truth => truth ? "true" : "false",
            decimal number => number.ToString(CultureInfo.InvariantCulture),
            _ => Sql.Literal((string)value),
        };
    }
}
