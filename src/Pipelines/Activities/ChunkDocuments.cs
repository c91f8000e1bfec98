using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Documents;
using Penstock.LakeLayers.Tables;
using Penstock.Pipelines.Options;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities;

/// <summary>Cuts the text of pages into overlapping chunks for language models.</summary>
[Activity(
    "Penstock",
    "Transform",
    "Cuts the text of pages into overlapping chunks for language models, with page number and position.",
    DisplayName = "Text chunks",
    Kind = ActivityKind.Task
)]
[FlowNode("Done", Failed)]
public sealed class ChunkDocuments : StepActivity
{
    /// <summary>The pages table.</summary>
    [Input(
        Description = "The table with a row for each page.",
        DefaultValue = "raw.pages",
        UIHandler = typeof(TableChoices)
    )]
    public Input<string> PagesTable { get; set; } = new("raw.pages");

    /// <summary>The chunks table.</summary>
    [Input(Description = "The table with a row for each chunk.", DefaultValue = "refined.document_chunks")]
    public Input<string> ChunksTable { get; set; } = new("refined.document_chunks");

    /// <summary>The length of a chunk.</summary>
    [Input(Description = "About how many characters a chunk has, 100 to 100,000.", DefaultValue = 1000)]
    public Input<int> ChunkLength { get; set; } = new(1000);

    /// <summary>The overlap of chunks.</summary>
    [Input(
        Description = "About how many characters a chunk repeats of the one before, up to a third of its length.",
        DefaultValue = 150
    )]
    public Input<int> Overlap { get; set; } = new(150);

    /// <summary>Chunks written.</summary>
    [Output(Description = "Chunks written.")]
    public Output<long> Chunks { get; set; } = new();

    /// <inheritdoc/>
    protected override async Task RunStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        StepContext step,
        CancellationToken cancellationToken
    )
    {
        var result = await new LakeLayers.Documents.ChunkDocuments(platform.Lake).RunAsync(
            Options(context),
            step,
            cancellationToken
        );
        context.ReportProgress(new StepProgress(result.Changed ? result.Chunks : 0, 0));
        context.Set(Chunks, result.Chunks);
    }

    /// <inheritdoc/>
    protected override Task<StepPlan> PlanStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        Forecast forecast,
        CancellationToken cancellationToken
    ) =>
        new LakeLayers.Documents.ChunkDocuments(platform.Lake).PlanAsync(Options(context), forecast, cancellationToken);

    private ChunkDocumentsOptions Options(ActivityExecutionContext context) =>
        new ChunkDocumentsOptions
        {
            Pages = TableName.Parse(context.Get(PagesTable)!),
            Chunks = TableName.Parse(context.Get(ChunksTable)!),
            Length = context.Get(ChunkLength),
            Overlap = context.Get(Overlap),
        };
}
