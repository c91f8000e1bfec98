namespace Penstock.Workflows.Activities;

/// <summary>Base of activities that are complete when they return; with the outcome Done unless they named others.</summary>
public abstract class CodeActivity : Activity
{
    internal override bool CompletesOnReturn => true;
}
