using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Documents;
using Penstock.LakeLayers.Tables;
using Penstock.Pipelines.Options;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities;

/// <summary>Parses the PDFs of a landing feed into a documents table and a pages table.</summary>
[Activity(
    "Penstock",
    "Ingest",
    "Parses the PDFs of a landing feed into a documents table and a pages table; a bad file becomes a row that says why.",
    DisplayName = "PDFs to raw",
    Kind = ActivityKind.Task
)]
[FlowNode("Done", Failed)]
public sealed class DocumentsToRaw : StepActivity
{
    /// <summary>The feed.</summary>
    [Input(
        Description = "The landing feed whose objects are PDFs.",
        IsRequired = true,
        UIHandler = typeof(FeedChoices)
    )]
    public Input<string> Feed { get; set; } = null!;

    /// <summary>The documents table.</summary>
    [Input(Description = "The table with a row for each file.", DefaultValue = "raw.documents")]
    public Input<string> DocumentsTable { get; set; } = new("raw.documents");

    /// <summary>The pages table.</summary>
    [Input(Description = "The table with a row for each page.", DefaultValue = "raw.pages")]
    public Input<string> PagesTable { get; set; } = new("raw.pages");

    /// <summary>Documents at once.</summary>
    [Input(Description = "Documents parsed at once, 1 to 64.", DefaultValue = 2)]
    public Input<int> Parallelism { get; set; } = new(2);

    /// <summary>New documents.</summary>
    [Output(Description = "Rows added to the documents table.")]
    public Output<int> Documents { get; set; } = new();

    /// <summary>New pages.</summary>
    [Output(Description = "Rows added to the pages table.")]
    public Output<long> Pages { get; set; } = new();

    /// <inheritdoc/>
    protected override async Task RunStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        StepContext step,
        CancellationToken cancellationToken
    )
    {
        var result = await new LakeLayers.Documents.DocumentsToRaw(platform.Lake).RunAsync(
            Options(context),
            step,
            cancellationToken
        );
        context.ReportProgress(new StepProgress(result.Pages, result.Bytes));
        context.SetCounter("documents", result.Documents);
        context.Set(Documents, result.Documents);
        context.Set(Pages, result.Pages);
    }

    /// <inheritdoc/>
    protected override Task<StepPlan> PlanStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        Forecast forecast,
        CancellationToken cancellationToken
    ) =>
        new LakeLayers.Documents.DocumentsToRaw(platform.Lake).PlanAsync(Options(context), forecast, cancellationToken);

    private DocumentsToRawOptions Options(ActivityExecutionContext context) =>
        new DocumentsToRawOptions(context.Get(Feed)!)
        {
            Documents = TableName.Parse(context.Get(DocumentsTable)!),
            Pages = TableName.Parse(context.Get(PagesTable)!),
            Parallelism = context.Get(Parallelism),
        };
}
