using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Penstock.Core.Errors;

namespace Penstock.Core.Metadata;

/// <summary>
/// Brings the metadata database to the state this build expects. Each assembly embeds numbered files
/// <c>Migrations/NNNN_name.sql</c>; they run in order of assembly, then number, each in its own transaction, under an
/// advisory lock so that two processes that start at once do not migrate twice. A file that was applied must not change:
/// its SHA-256 is kept and compared.
/// </summary>
public sealed class Migrator(MetadataStore store, IReadOnlyList<Assembly> assemblies)
{
    private const long LockKey = 0x50454E53544F434B; // "PENSTOCK" in ASCII

    private const string Ledger = """
        CREATE SCHEMA IF NOT EXISTS core;
        CREATE TABLE IF NOT EXISTS core.migration (
            module text NOT NULL, number int NOT NULL, name text NOT NULL, sha256 text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (module, number));
        """;

    /// <summary>
    /// Applies what is missing and returns the names of the files applied, for instance
    /// <c>Penstock.Lineage/0001_events.sql</c>.
    /// </summary>
    /// <exception cref="PenstockException">An applied file was changed, or a file fails.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, Ledger, cancellationToken);
            var applied = new List<string>();
            foreach (var file in assemblies.SelectMany(MigrationFile.In))
            {
                if (await ApplyAsync(connection, file, cancellationToken))
                    applied.Add($"{file.Module}/{file.Name}");
            }
            return applied;
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private static async Task<bool> ApplyAsync(
        NpgsqlConnection connection,
        MigrationFile file,
        CancellationToken cancellationToken
    )
    {
        await using (
            var known = new NpgsqlCommand(
                "SELECT sha256 FROM core.migration WHERE module = $1 AND number = $2",
                connection
            )
        )
        {
            known.Parameters.Add(new() { Value = file.Module });
            known.Parameters.Add(new() { Value = file.Number });
            if (await known.ExecuteScalarAsync(cancellationToken) is string hash)
            {
                return hash == file.Sha256
                    ? false
                    : throw new PenstockException(
                        "A migration that was already applied has changed",
                        $"{file.Module}/{file.Name}",
                        "The database was left as it is",
                        "restore the file and add a new one with the next number"
                    );
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, file.Text, cancellationToken);
        }
        catch (PostgresException e)
        {
            throw new PenstockException(
                "A migration failed",
                $"{file.Module}/{file.Name}: {e.MessageText}",
                "It was rolled back; earlier migrations stay",
                "penstock migrate",
                e
            );
        }

        await using var note = new NpgsqlCommand(
            "INSERT INTO core.migration (module, number, name, sha256) VALUES ($1, $2, $3, $4)",
            connection
        );
        note.Parameters.Add(new() { Value = file.Module });
        note.Parameters.Add(new() { Value = file.Number });
        note.Parameters.Add(new() { Value = file.Name });
        note.Parameters.Add(new() { Value = file.Sha256 });
        await note.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record MigrationFile(string Module, int Number, string Name, string Text)
    {
        public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

        public static IEnumerable<MigrationFile> In(Assembly assembly) =>
            from resource in assembly.GetManifestResourceNames()
            where resource.StartsWith("Migrations/", StringComparison.Ordinal)
            let name = resource["Migrations/".Length..]
            let number = int.Parse(
                name[..name.IndexOf('_', StringComparison.Ordinal)],
                System.Globalization.CultureInfo.InvariantCulture
            )
            orderby number
            select new MigrationFile(assembly.GetName().Name!, number, name, Read(assembly, resource));

        private static string Read(Assembly assembly, string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return reader.ReadToEnd();
        }
    }
}
