using Npgsql;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.Pipelines.Options;
using Penstock.Warehouse.Loads;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities;

/// <summary>Makes the warehouse's schema equal to the lake's presentation tables, in one transaction.</summary>
[Activity(
    "Penstock",
    "Publish",
    "Makes the warehouse's schema equal to the lake's presentation tables, in one transaction.",
    DisplayName = "Load warehouse",
    Kind = ActivityKind.Task
)]
[FlowNode("Done", Failed)]
public sealed class LoadWarehouse : StepActivity
{
    /// <summary>The workflow whose warehouse is loaded.</summary>
    [Input(
        Description = "The folder below workflows/ that holds the schema file.",
        IsRequired = true,
        UIHandler = typeof(ProjectChoices)
    )]
    public Input<string> Project { get; set; } = null!;

    /// <summary>The schema file.</summary>
    [Input(Description = "The file that declares facts, dimensions and keys.", DefaultValue = "warehouse.yml")]
    public Input<string> Schema { get; set; } = new("warehouse.yml");

    /// <summary>Whether to load what the markers say is there.</summary>
    [Input(
        Description = "Compare every row again, also when the same snapshots were loaded before.",
        DefaultValue = false
    )]
    public Input<bool> Force { get; set; } = new(false);

    /// <summary>Rows in the loaded tables.</summary>
    [Output(Description = "Rows in the tables that were loaded.")]
    public Output<long> Rows { get; set; } = new();

    /// <inheritdoc/>
    protected override string WaitsFor(ActivityExecutionContext context, Platform platform) => "the warehouse";

    /// <inheritdoc/>
    protected override async Task RunStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        StepContext step,
        CancellationToken cancellationToken
    )
    {
        await using var warehouse = NpgsqlDataSource.Create(platform.WarehouseConnection);
        var result = await new Penstock.Warehouse.Loads.LoadWarehouse(platform.Lake, warehouse).RunAsync(
            Options(context, platform),
            step,
            cancellationToken
        );
        context.ReportProgress(new StepProgress(result.Rows, result.Bytes));
        context.Set(Rows, result.Rows);
    }

    /// <inheritdoc/>
    protected override async Task<StepPlan> PlanStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        Forecast forecast,
        CancellationToken cancellationToken
    )
    {
        await using var warehouse = NpgsqlDataSource.Create(platform.WarehouseConnection);
        return await new Penstock.Warehouse.Loads.LoadWarehouse(platform.Lake, warehouse).PlanAsync(
            Options(context, platform),
            forecast,
            cancellationToken
        );
    }

    private LoadWarehouseOptions Options(ActivityExecutionContext context, Platform platform) =>
        new(Path.Combine(platform.WorkflowFolder(context.Get(Project)!), context.Get(Schema) ?? "warehouse.yml"))
        {
            Force = context.Get(Force),
        };
}
