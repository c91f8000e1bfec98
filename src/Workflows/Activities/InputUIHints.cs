namespace Penstock.Workflows.Activities;

/// <summary>The editors that the Studio has for an input.</summary>
public static class InputUIHints
{
    /// <summary>One line of text; numbers too.</summary>
    public const string SingleLine = "singleline";

    /// <summary>Several lines of text.</summary>
    public const string MultiLine = "multiline";

    /// <summary>A check box.</summary>
    public const string Checkbox = "checkbox";

    /// <summary>One of several.</summary>
    public const string DropDown = "dropdown";

    /// <summary>One of several, all visible.</summary>
    public const string RadioList = "radiolist";

    /// <summary>Some of several.</summary>
    public const string CheckList = "checklist";

    /// <summary>A list of texts.</summary>
    public const string MultiText = "multitext";

    /// <summary>Names with values.</summary>
    public const string Dictionary = "dictionary";

    /// <summary>JSON.</summary>
    public const string JsonEditor = "json-editor";

    /// <summary>Source code.</summary>
    public const string CodeEditor = "code-editor";

    /// <summary>A date and time.</summary>
    public const string DateTimePicker = "datetime-picker";

    /// <summary>A list of texts that are the outcomes.</summary>
    public const string DynamicOutcomes = "dynamic-outcomes";

    /// <summary>A workflow definition.</summary>
    public const string WorkflowDefinitionPicker = "workflow-definition-picker";

    /// <summary>A variable.</summary>
    public const string VariablePicker = "variable-picker";

    /// <summary>The cases of a flowchart switch.</summary>
    public const string FlowSwitchEditor = "flow-switch-editor";

    /// <summary>The cases of a switch that holds its activities.</summary>
    public const string SwitchEditor = "switch-editor";
}
