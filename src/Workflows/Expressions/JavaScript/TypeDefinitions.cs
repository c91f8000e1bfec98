using System.Text;
using System.Text.Json;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>Type definitions of what a script in a workflow can use, for the completion of the Studio's editor.</summary>
public sealed class TypeDefinitions(ActivityRegistry activities)
{
    private const string RunJavaScript = "Elsa.RunJavaScript";

    /// <summary>The text of a <c>.d.ts</c> file.</summary>
    /// <param name="definition">The workflow.</param>
    /// <param name="activityType">The type of the activity whose input is edited; null when not known.</param>
    /// <param name="property">The input; not used so far, part of the Studio's question.</param>
    public string Generate(WorkflowDefinition definition, string? activityType, string? property)
    {
        var text = new StringBuilder(ScriptText.Of("globals.d.ts"));
        var variables = definition
            .Activities.SelectMany(a => a.Variables)
            .Concat(definition.Variables)
            .DistinctBy(v => v.Name)
            .ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        text.Append("interface WorkflowVariables {\n");
        foreach (var variable in variables)
            text.Append(
                $"  {JsonSerializer.Serialize(variable.Name)}: {TypeScriptNames.Of(variable.TypeName, variable.IsArray)};\n"
            );
        text.Append("  [name: string]: any;\n}\n");
        foreach (var variable in variables)
        {
            var type = TypeScriptNames.Of(variable.TypeName, variable.IsArray);
            Function($"get{Accessors.Pascal(variable.Name)}", "", type);
            Function($"set{Accessors.Pascal(variable.Name)}", $"value: {type}", "void");
        }
        foreach (var input in definition.Inputs)
            Function($"get{Accessors.Pascal(input.Name)}", "", TypeScriptNames.Of(input.Type, input.IsArray));
        foreach (var (activity, output) in Accessors.Outputs(definition, activities))
            Function(
                $"get{output.Name}From{Accessors.Pascal(activity.Name!)}",
                "",
                TypeScriptNames.Of(output.TypeName)
            );
        if (activityType == RunJavaScript)
        {
            Function("setOutcome", "outcome: string", "void");
            Function("setOutcomes", "...outcomes: string[]", "void");
        }
        return text.ToString();

        // Names of people need not be names of functions; one name is declared once.
        void Function(string name, string parameters, string result)
        {
            if (name.All(c => char.IsLetterOrDigit(c) || c == '_') && names.Add(name))
                text.Append($"declare function {name}({parameters}): {result};\n");
        }
    }
}
