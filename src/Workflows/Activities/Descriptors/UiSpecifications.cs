using System.Text.Json.Nodes;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>What each editor wants to know besides its hint; the member names are the Studio's.</summary>
internal static class UiSpecifications
{
    public static JsonObject? For(string hint, IReadOnlyList<SelectOption> choices, string? language) =>
        hint switch
        {
            InputUIHints.DropDown => new JsonObject
            {
                ["dropdown"] = new JsonObject { ["selectList"] = List(choices), ["providerName"] = null },
            },
            InputUIHints.RadioList => new JsonObject
            {
                ["radiolist"] = new JsonObject { ["radioList"] = List(choices) },
            },
            InputUIHints.CheckList => new JsonObject
            {
                ["checklist"] = new JsonObject { ["checkList"] = List(choices, isChecked: false) },
            },
            InputUIHints.CodeEditor or InputUIHints.JsonEditor => new JsonObject
            {
                ["code-editor"] = new JsonObject
                {
                    ["language"] = language ?? (hint == InputUIHints.JsonEditor ? "json" : "plaintext"),
                },
            },
            InputUIHints.DynamicOutcomes => new JsonObject
            {
                ["DynamicOutcomesOptions"] = new JsonObject { ["fixedOutcomes"] = new JsonArray() },
            },
            _ => null,
        };

    private static JsonObject List(IReadOnlyList<SelectOption> choices, bool? isChecked = null) =>
        new() { ["items"] = new JsonArray([.. choices.Select(c => Item(c, isChecked))]), ["isFlagsEnum"] = false };

    private static JsonObject Item(SelectOption choice, bool? isChecked)
    {
        var item = new JsonObject { ["text"] = choice.Text, ["value"] = choice.Value };
        if (isChecked is not null)
            item["isChecked"] = isChecked;
        return item;
    }
}
