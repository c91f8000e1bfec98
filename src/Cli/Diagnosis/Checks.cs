using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Npgsql;
using Penstock.Cli.Output;
using Penstock.Connectors.FileServers;
using Penstock.Connectors.MongoDb;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Pipelines;
using Penstock.Pipelines.Connections;
using Penstock.Server.Studio;

namespace Penstock.Cli.Diagnosis;

/// <summary>Everything that can be missing or unreachable, each looked at once, none stopping the others.</summary>
internal static class Checks
{
    private static readonly (string What, string File, string Package)[] Programs =
    [
        ("pdftotext (PDFs, second opinion)", "/usr/bin/pdftotext", "poppler-utils"),
        ("pdfinfo (PDFs, second opinion)", "/usr/bin/pdfinfo", "poppler-utils"),
        (
            "poppler's maps (PDFs in Chinese, Japanese, Korean)",
            "/usr/share/poppler/cidToUnicode/Adobe-Japan1",
            "poppler-data"
        ),
        ("prlimit (limits of parsers)", "/usr/bin/prlimit", "util-linux"),
        ("ProFTPD (sample files)", "/usr/sbin/proftpd", "proftpd-core proftpd-mod-crypto"),
    ];

    public static async IAsyncEnumerable<Finding> RunAsync(
        string? configFile,
        Printer printer,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return new Finding(
            ".NET",
            Environment.Version.Major >= 10,
            RuntimeInformation.FrameworkDescription,
            Environment.Version.Major >= 10 ? null : "install .NET 10"
        );
        yield return Try("DuckDB", () => DuckDbSession.LibraryVersion);
        yield return Try("Elsa Studio", () => $"{StudioPackage.Version}, {StudioPackage.Require()}");
        foreach (var (what, file, package) in Programs)
            yield return new Finding(
                what,
                File.Exists(file),
                File.Exists(file) ? file : $"{file} is missing",
                File.Exists(file) ? null : $"apt-get install {package}"
            );

        CliPlatform? opened = null;
        yield return await TryAsync(
            "configuration, metadata",
            async () =>
            {
                opened = await CliPlatform.OpenAsync(configFile, printer, cancellationToken);
                await using var command = opened.Platform.Metadata.DataSource.CreateCommand(
                    "SELECT 'PostgreSQL ' || current_setting('server_version')"
                );
                return $"{await command.ExecuteScalarAsync(cancellationToken)}, {CliPlatform.FindConfiguration(configFile)}";
            }
        );
        if (opened is null)
            yield break;
        await using var platform = opened;
        await foreach (var finding in ConnectionsAsync(platform.Platform, cancellationToken))
            yield return finding;
    }

    private static async IAsyncEnumerable<Finding> ConnectionsAsync(
        Platform platform,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var store = platform.Lake.Objects;
        var failed = (await ObjectStoreCheck.RunAsync(store, cancellationToken)).FirstOrDefault(f => !f.Passed);
        yield return failed is null
            ? new Finding("object store", true, store.Address)
            : new Finding("object store", false, $"{failed.Name}: {failed.Detail}", failed.Next);
        yield return await TryAsync(
            "warehouse",
            () => WarehouseCheck.RunAsync(platform.WarehouseConnection, cancellationToken)
        );
        if (platform.Configuration.Options.Lineage.Url is { Length: > 0 } lineage)
        {
            yield return await TryAsync(
                "lineage server",
                async () =>
                {
                    using var delivery = platform.OpenLineageDelivery()!;
                    await delivery.CheckAsync(cancellationToken);
                    return lineage;
                }
            );
        }
        foreach (
            var (name, source) in platform.Configuration.Options.Sources.OrderBy(s => s.Key, StringComparer.Ordinal)
        )
        {
            var finding = await TryAsync(
                $"source {name}",
                async () =>
                {
                    if (source.Url.StartsWith("mongodb", StringComparison.Ordinal))
                        await MongoCheck.PingAsync(platform.MongoServer(name), cancellationToken);
                    else
                        await FileServerCheck.ListAsync(platform.FileServer(name), cancellationToken);
                    return source.Url;
                }
            );
            // The connector's own advice is to run this command.
            yield return finding.Next is "penstock doctor"
                ? finding with
                {
                    Next =
                        $"start the server, or mend sources.{name} in penstock.yml; penstock sandbox starts the sample ones",
                }
                : finding;
        }
    }

    private static Finding Try(string what, Func<string> look)
    {
        try
        {
            return new Finding(what, true, look());
        }
        catch (PenstockException e)
        {
            return new Finding(what, false, $"{e.What}: {e.Subject}", e.Next);
        }
    }

    private static async Task<Finding> TryAsync(string what, Func<Task<string>> look)
    {
        try
        {
            return new Finding(what, true, await look());
        }
        catch (PenstockException e)
        {
            return new Finding(what, false, $"{e.What}: {e.Subject}", e.Next);
        }
        catch (NpgsqlException e)
        {
            var fault = PostgresFault.Of(e);
            return new Finding(what, false, $"{fault.What}: {fault.Said}", fault.Next);
        }
    }
}
