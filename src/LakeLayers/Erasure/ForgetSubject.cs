using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Lineage.Events;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Finds a person in all zones of the lake and erases them: tables get a snapshot without the rows and lose the snapshots that
/// had them,
/// lines of landing become empty, tokens leave the vault. New files are durable first; then one transaction makes them hold,
/// with the
/// lineage event; then the old files go. What breaks off in between is finished by the next call. Steps that run beside it
/// publish either
/// before, and are searched too, or not at all, and have to be run again: they may have read what is erased.
/// </summary>
public sealed class ForgetSubject(Lake lake)
{
    /// <summary>The domain of the keyed hash by which reports and the list of the forgotten name a person.</summary>
    public const string Domain = "subject";

    private const int MaxAttempts = 5;

    /// <summary>Tells what there is. Nothing is changed.</summary>
    public async Task<SubjectFindings> FindAsync(ForgetOptions options, CancellationToken cancellationToken = default)
    {
        await using var search = await SubjectSearch.OpenAsync(
            lake,
            options.Columns,
            options.Subject,
            cancellationToken
        );
        var found = await search.FindAsync(cancellationToken);
        var notes = (await UnclosedAsync(options, cancellationToken)).Select(u =>
            $"an erasure of {u.At:u} broke off before its report was signed; --erase finishes it"
        );
        return found with { Notes = [.. found.Notes, .. notes] };
    }

    /// <summary>
    /// The identifier as it may stand in tables: as it is, hashed in the domains of subject columns, and its tokens, those too
    /// that an
    /// erasure which broke off took out of the vault.
    /// </summary>
    public async Task<IReadOnlyList<string>> ValuesAsync(
        ForgetOptions options,
        CancellationToken cancellationToken = default
    )
    {
        await using var search = await SubjectSearch.OpenAsync(
            lake,
            options.Columns,
            options.Subject,
            cancellationToken
        );
        return
        [
            .. search
                .Values.Concat((await UnclosedAsync(options, cancellationToken)).SelectMany(u => u.Tokens))
                .Distinct(),
        ];
    }

    /// <summary>
    /// Keeps a signed report beside the erasure that it is about, and closes that and the earlier ones that it tells of.
    /// </summary>
    public async Task KeepAsync(ErasureResult result, string report, CancellationToken cancellationToken = default)
    {
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        await transaction.Connection.ExecuteAsync(
            "UPDATE lake.erasure SET report = @report::jsonb WHERE id = @Id",
            new { result.Id, report },
            transaction.Transaction
        );
        // One that found nothing and had nothing to finish is not in the list.
        await transaction.Connection.ExecuteAsync(
            """
            UPDATE lake.erasure SET closed_by = @Id, tokens = '{}' WHERE id = ANY (@ids) AND closed_by IS NULL AND EXISTS (SELECT FROM lake.erasure WHERE id = @Id)
            """,
            new
            {
                result.Id,
                ids = result.Earlier.Select(e => Guid.Parse((string)e["id"]!)).Append(result.Id).ToArray(),
            },
            transaction.Transaction
        );
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Tells which forgotten people are in the lake again, as far as the current snapshots show: the values of subject columns
    /// are hashed and
    /// compared with the list of the erased.
    /// </summary>
    /// <returns>The table and column, and how many such people and rows it has.</returns>
    public Task<IReadOnlyList<SeenAgain>> SeenAgainAsync(
        SubjectColumns columns,
        CancellationToken cancellationToken = default
    ) => new ForgottenSubjects(lake).SeenAgainAsync(columns, cancellationToken);

    /// <summary>Erases. What runs publish meanwhile is searched again, a few times over.</summary>
    /// <exception cref="UsageException">There is no <c>privacy.key</c>: a person could not be named in the report.</exception>
    /// <exception cref="LakeChangedException">Runs published each time meanwhile; nothing was erased, run again.</exception>
    /// <exception cref="PenstockException">A branch or tag of another engine holds rows of the person; nothing was
    /// erased.</exception>
    public async Task<ErasureResult> EraseAsync(
        ForgetOptions options,
        StepContext context,
        CancellationToken cancellationToken = default
    )
    {
        lake.Options.Privacy.Require("an erasure");
        var finish = new FinishErasure(lake);
        await finish.RunAsync(context.Time.GetUtcNow(), cancellationToken);
        var result = await lake.Steps.RunAsync(context, (scope, ct) => RunAsync(options, scope, ct), cancellationToken);
        return await finish.RunAsync(context.Time.GetUtcNow(), cancellationToken)
            ? result
            : result with
            {
                Found = result.Found with { Notes = [.. result.Found.Notes, FinishErasure.VersionsNote] },
            };
    }

    private async Task<ErasureResult> RunAsync(
        ForgetOptions options,
        StepScope scope,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await new ErasureAttempt(
                    lake,
                    options,
                    NameOf(options)!,
                    await UnclosedAsync(options, cancellationToken),
                    scope
                ).RunAsync(cancellationToken);
            }
            catch (LakeChangedException) when (attempt < MaxAttempts)
            {
                // What was published meanwhile may be about the person.
            }
        }
    }

    private string? NameOf(ForgetOptions options) => lake.Options.Privacy.Key?.Hash(Domain, options.Subject);

    private async Task<IReadOnlyList<UnclosedErasure>> UnclosedAsync(
        ForgetOptions options,
        CancellationToken cancellationToken
    )
    {
        if (NameOf(options) is not { } name)
            return [];
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return await UnclosedErasure.OfAsync(connection, name);
    }
}
