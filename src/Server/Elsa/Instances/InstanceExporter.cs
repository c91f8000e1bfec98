using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Penstock.Server.Access;
using Penstock.Workflows.Instances;

namespace Penstock.Server.Elsa.Instances;

/// <summary>Writes runs as files.</summary>
internal sealed class InstanceExporter(
    InstanceFiles files,
    InstanceQueries instances,
    ExecutionQueries executions,
    ExecutionViews views,
    JournalReader journal,
    ICurrentUser user
)
{
    private const int MostRecords = 10_000;

    public async Task<IResult> ExportAsync(
        IReadOnlyList<Guid> ids,
        (bool Executions, bool Journal) include,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count > InstanceTransfers.Most)
            return ElsaErrors.Answer([$"At most {InstanceTransfers.Most} runs are exported at once"]);
        // On disk: the journal of one run may be larger than what memory should hold.
        var file = new FileStream(
            Path.GetTempFileName(),
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.None,
            1 << 16,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            var written = ids is [var one]
                ? await WriteAsync(one, file, include, cancellationToken)
                    ? 1
                    : 0
                : await ZipAsync(ids, file, include, cancellationToken);
            if (written == 0)
            {
                await file.DisposeAsync();
                return Results.NotFound();
            }
            file.Position = 0;
            return ids is [var id]
                ? Results.File(file, "application/json", Name(id))
                : Results.File(file, "application/zip", "workflow-instances.zip");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static string Name(Guid id) => $"workflow-instance-{id}.json";

    private async Task<int> ZipAsync(
        IReadOnlyList<Guid> ids,
        Stream stream,
        (bool, bool) include,
        CancellationToken cancellationToken
    )
    {
        await using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var written = 0;
        foreach (var id in ids)
        {
            if (await instances.FindAsync(id, cancellationToken) is null)
                continue;
            await using var entry = await zip.CreateEntry(Name(id)).OpenAsync(cancellationToken);
            if (await WriteAsync(id, entry, include, cancellationToken))
                written++;
        }
        return written;
    }

    private async Task<bool> WriteAsync(
        Guid id,
        Stream stream,
        (bool Executions, bool Journal) include,
        CancellationToken cancellationToken
    )
    {
        if (await instances.FindAsync(id, cancellationToken) is not { } instance)
            return false;
        await using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        Put(writer, "WorkflowState", InstanceViews.State(instance));
        Put(
            writer,
            "Bookmarks",
            instance.Bookmarks.Select(b => new
            {
                b.Id,
                ActivityTypeName = b.Name,
                WorkflowInstanceId = b.RunId,
                ActivityInstanceId = b.ExecutionId,
                b.Hash,
                b.CorrelationId,
                b.CreatedAt,
                b.Payload,
                b.Metadata,
            })
        );
        Put(
            writer,
            "ActivityExecutionRecords",
            include.Executions
                ? (
                    await executions.ListAsync(id, null, limit: MostRecords, cancellationToken: cancellationToken)
                ).Select(views.Record)
                : null
        );
        Put(
            writer,
            "WorkflowExecutionLogRecords",
            include.Journal
                ? JsonSerializer.SerializeToNode(
                    await journal.ReadAsync(id, new JournalFilter(), 0, MostRecords, cancellationToken),
                    ElsaJson.Options
                )!["items"]
                : null
        );
        writer.WritePropertyName(InstanceTransfers.Own);
        if (!await files.WriteAsync(id, user.Has(Permissions.WriteInstances), writer, cancellationToken))
            writer.WriteNullValue();
        writer.WriteEndObject();
        return true;
    }

    private static void Put(Utf8JsonWriter writer, string name, object? value)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, ElsaJson.Options);
    }
}
