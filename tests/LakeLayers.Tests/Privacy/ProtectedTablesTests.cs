using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Quarantine;
using Penstock.LakeLayers.Quarantine.Replaying;
using Penstock.LakeLayers.Query.ColumnLineage;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Testing;

namespace Penstock.LakeLayers.Privacy;

public class ProtectedTablesTests(PostgresFixture postgres)
{
    private const string Secret = "a secret of tests that nobody else has";

    private const string People = """
        SELECT id, 'Zacharias Quux' || id AS name, 'zq' || id || '@quux.example' AS email, '+49 4711 ' || (100000 + id) AS phone, 900000 + id AS account
        FROM range(1, 6) t(id)
        """;

    private const string Schema = """
        properties:
          - {name: id, primaryKey: true}
          - {name: name, customProperties: [{property: pii, value: name}]}
          - name: email
            logicalTypeOptions: {pattern: '^[a-z]+[0-9]+@'}
            customProperties: [{property: pii, value: email}, {property: protect, value: hash}]
          - {name: phone, customProperties: [{property: pii, value: phone}, {property: protect, value: tokenise}]}
          - {name: account, logicalType: string, customProperties: [{property: pii, value: account}, {property: protect, value: hash}]}
        """;

    [Fact]
    public async Task What_a_table_holds_is_masked_hashed_or_a_token()
    {
        await using var world = await ModelWorld.CreateAsync(postgres, Secret);
        await world.PublishAsync("raw.people", People);
        world
            .Project.Model(
                "refined.people",
                "SELECT id, name, email, phone, account FROM {{ source('raw', 'people') }}"
            )
            .Contract("refined.people", Schema);
        await world.RunAsync();
        var key = new PrivacyKey(Secret);

        var row = (await world.RowsAsync("refined.people"))[2].Split('|');
        Assert.Equal(["3", "Z. Q.", key.Hash("email", "zq3@quux.example")], row[..3]);
        Assert.Equal(key.Hash("account", "900003"), row[4]);
        Assert.Equal("+49 4711 100003", (await new TokenVault(world.Lake).ValuesAsync([row[3]]))[row[3]]);
        Assert.Empty(await new TokenVault(world.Lake).ValuesAsync(["tok_00"]));
        Assert.Contains(
            "another key",
            (
                await Assert.ThrowsAsync<UsageException>(() =>
                    new TokenVault(world.WithKey(new string('o', 32))).ValuesAsync([row[3]])
                )
            ).What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_same_input_gives_the_same_table_and_another_key_another_one()
    {
        await using var world = await ModelWorld.CreateAsync(postgres, Secret);
        await world.PublishAsync("raw.people", People);
        world
            .Project.Model(
                "refined.people",
                "SELECT id, name, email, phone, account FROM {{ source('raw', 'people') }}"
            )
            .Contract("refined.people", Schema);
        await world.RunAsync();
        var rows = await world.RowsAsync("refined.people");

        Assert.False((await world.RunAsync()).HasChanged);
        await world.RunAsync(new RunModelsOptions(world.Project.Path) { Force = true });
        Assert.Equal(rows, await world.RowsAsync("refined.people"));

        var other = world.WithKey(new string('o', 40));
        Assert.True(
            (
                await new RunModels(other).RunAsync(
                    new RunModelsOptions(world.Project.Path),
                    StepContext.Standalone("models")
                )
            ).HasChanged
        );
        Assert.NotEqual(rows, await world.RowsAsync("refined.people"));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_hashed_and_the_message_names_the_setting()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.people", People);
        world
            .Project.Model(
                "refined.people",
                "SELECT id, name, email, phone, account FROM {{ source('raw', 'people') }}"
            )
            .Contract("refined.people", Schema);

        var error = await Assert.ThrowsAsync<UsageException>(() => world.RunAsync());
        Assert.Contains("privacy.key", error.What, StringComparison.Ordinal);
        Assert.Contains("openssl rand", error.Next, StringComparison.Ordinal);
        Assert.Contains(
            "too short",
            Assert.Throws<UsageException>(() => new PrivacyKey("short")).What,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("incremental")]
    [InlineData("snapshot")]
    public async Task Rows_are_put_together_by_protected_keys(string materialized)
    {
        await using var world = await ModelWorld.CreateAsync(postgres, Secret);
        await world.PublishAsync(
            "raw.people",
            "SELECT 'a@x.example' AS email, 1 AS n UNION ALL SELECT 'b@x.example', 1"
        );
        var snapshot = materialized == "snapshot" ? ", strategy='check'" : "";
        world
            .Project.Model(
                "refined.people",
                $"{{{{ config(materialized='{materialized}', unique_key='email'{snapshot}) }}}}SELECT email, n FROM {{{{ source('raw', 'people') }}}}"
            )
            .Contract(
                "refined.people",
                "properties:\n  - {name: email, customProperties: [{property: pii, value: email}, {property: protect, value: tokenise}]}"
            );
        await world.RunAsync();
        await world.PublishAsync(
            "raw.people",
            "SELECT 'a@x.example' AS email, 2 AS n UNION ALL SELECT 'c@x.example', 1"
        );
        await world.RunAsync();

        var current = materialized == "snapshot" ? " WHERE is_current" : "";
        Assert.Equal(["1", "1", "2"], await world.RowsAsync("refined.people", $"SELECT n FROM t{current} ORDER BY n"));
        Assert.Equal(["3"], await world.RowsAsync("refined.people", $"SELECT count(DISTINCT email) FROM t{current}"));
        Assert.Equal(
            ["true"],
            (
                await world.RowsAsync("refined.people", "SELECT bool_and(email LIKE 'tok\\_%' ESCAPE '\\') FROM t")
            ).Select(v => v.ToLowerInvariant())
        );
    }

    [Fact]
    public async Task Clear_rows_never_stay_beside_protected_ones()
    {
        await using var world = await ModelWorld.CreateAsync(postgres, Secret);
        await world.PublishAsync("raw.people", "SELECT 1 AS id, 'a@x.example' AS email");
        const string Clear =
            "properties:\n  - {name: email, customProperties: [{property: pii, value: email}, {property: protect, value: keep}]}";
        world
            .Project.Model(
                "refined.people",
                "{{ config(materialized='incremental', unique_key='id') }}SELECT id, email FROM {{ source('raw', 'people') }}"
            )
            .Contract("refined.people", Clear);
        await world.RunAsync();
        world.Project.Contract("refined.people", Clear.Replace("keep", "hash", StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());
        Assert.Contains("--full-refresh", error.Next, StringComparison.Ordinal);
        await world.RunAsync(new RunModelsOptions(world.Project.Path) { FullRefresh = true });
        Assert.Equal(
            [new PrivacyKey(Secret).Hash("email", "a@x.example")],
            await world.RowsAsync("refined.people", "SELECT email FROM t")
        );
    }

    [Fact]
    public async Task Rules_judge_the_clear_values_and_what_is_kept_of_refused_rows_is_protected()
    {
        await using var world = await ModelWorld.CreateAsync(postgres, Secret);
        await world.PublishAsync(
            "raw.people",
            $"{People} UNION ALL SELECT 9, 'Zacharias Quux9', 'ZQ9!quux.example', '+49 4711 100009', 900009"
        );
        world
            .Project.Model(
                "refined.people",
                "SELECT id, name, email, phone, account, 'zq' || id AS _src_email, 'k' AS _landing_key, id AS _source_position FROM {{ source('raw', 'people') }}"
            )
            .Contract("refined.people", Schema);
        await world.RunAsync();

        Assert.Equal(["5"], await world.RowsAsync("refined.people", "SELECT count(*) FROM t"));
        var refused = Assert.Single(
            await new QuarantineQueries(world.Lake).ShowAsync(TableName.Parse("refined.people"))
        );
        Assert.Equal(("email.pattern", "email", "***"), (refused.Rule, refused.Column, refused.Value));
        Assert.Contains(
            new PrivacyKey(Secret).Hash("email", "ZQ9!quux.example"),
            refused.Row,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task No_clear_value_is_in_a_file_a_profile_a_test_result_an_event_or_a_message()
    {
        await using var world = await ModelWorld.CreateAsync(postgres, Secret);
        await world.PublishAsync(
            "raw.people",
            $"SELECT *, 'k' AS _landing_key, id AS _source_position FROM ({People} UNION ALL SELECT 9, 'Zacharias Quux9', 'ZQ9!quux.example', '+49 4711 100009', 900009)"
        );
        world
            .Project.Model(
                "refined.people",
                "SELECT id, name, email, phone, account, name AS _src_name, _landing_key, _source_position FROM {{ source('raw', 'people') }}"
            )
            .Contract("refined.people", Schema)
            .Write(
                "models/refined/people.yml",
                "columns:\n  - name: email\n    tests:\n      - accepted_values: {values: [x], severity: warn}\n"
            )
            .Write(
                "tests/clear.sql",
                "-- ---\n-- severity: warn\n-- ---\nSELECT p.id, p.name, p.email, p.phone, p.account FROM {{ source('raw', 'people') }} p JOIN {{ ref('people') }} USING (id)"
            );
        await world.RunAsync(
            new RunModelsOptions(world.Project.Path) { WithTests = true },
            new ModelLineage(world.Lake.Options).Of
        );

        world.Project.Contract("refined.people", Schema.Replace("'^[a-z]+[0-9]+@'", "'@|!'", StringComparison.Ordinal));
        await new QuarantineReplay(world.Lake).RunAsync(
            new ReplayOptions(world.Project.Path, TableName.Parse("refined.people")),
            StepContext.Standalone("replay")
        );
        Assert.Equal(["6"], await world.RowsAsync("refined.people", "SELECT count(*) FROM t"));

        world.Project.Model(
            "refined.people",
            "SELECT id, name, email, CAST(email AS INTEGER)::VARCHAR AS phone, account FROM {{ source('raw', 'people') }}"
        );
        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        foreach (
            var clear in new[] { "Zacharias", "Quux", "zq3", "ZQ9", "quux.example", "+49 4711", "100003", "900003" }
        )
        {
            Assert.DoesNotContain(clear, error.ToString(), StringComparison.Ordinal);
            Assert.Empty(await Leaks.InFilesAsync(world.StoreFolder, clear, "/raw/"));
            Assert.Empty(await Leaks.InDatabaseAsync(world.Lake.Metadata, clear));
        }
        Assert.NotEmpty(await Leaks.InFilesAsync(world.StoreFolder, "Zacharias", "/refined/")); // The search finds what is there.
        var masked = (string)(await world.AskAsync("SELECT string_agg(event::text, ' ') FROM lineage.event"))!;
        Assert.Contains("\"masking\": true", masked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_masked_is_refused_with_the_contracts_line()
    {
        await using var world = await ModelWorld.CreateAsync(postgres, Secret);
        await world.PublishAsync("raw.people", "SELECT 1 AS id, 2 AS name, [1] AS list");
        world
            .Project.Model("refined.people", "SELECT id, name FROM {{ source('raw', 'people') }}")
            .Contract(
                "refined.people",
                "properties:\n  - {name: name, customProperties: [{property: pii, value: name}]}"
            );
        var error = await Assert.ThrowsAsync<UsageException>(() => world.RunAsync());
        Assert.Equal("contracts/refined.people.yml:9", error.Subject);
        Assert.Contains("INTEGER cannot be masked", error.What, StringComparison.Ordinal);

        world
            .Project.Model("refined.people", "SELECT id, list FROM {{ source('raw', 'people') }}")
            .Contract(
                "refined.people",
                "properties:\n  - {name: list, customProperties: [{property: pii, value: other}, {property: protect, value: hash}]}"
            );
        Assert.Contains(
            "as a whole",
            (await Assert.ThrowsAsync<UsageException>(() => world.RunAsync())).What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_contract_that_nobody_can_keep_is_refused()
    {
        using var folder = new ModelFolder();
        folder
            .Model("refined.a", "SELECT 1 AS id")
            .Contract("refined.b", "properties:\n  - {name: mail, customProperties: [{property: pii, value: email}]}");
        Assert.Contains(
            "No model makes refined.b",
            (await Assert.ThrowsAsync<UsageException>(() => folder.LoadAsync())).What,
            StringComparison.Ordinal
        );

        using var masked = new ModelFolder();
        masked
            .Model("refined.b", "{{ config(materialized='incremental', unique_key='mail') }}SELECT 'a' AS mail")
            .Contract("refined.b", "properties:\n  - {name: mail, customProperties: [{property: pii, value: name}]}");
        Assert.Contains(
            "same mask",
            (await Assert.ThrowsAsync<UsageException>(() => masked.LoadAsync())).What,
            StringComparison.Ordinal
        );

        using var curious = new ModelFolder();
        curious.Model("refined.b", "SELECT value FROM duckdb_variables()");
        Assert.Contains(
            "duckdb_variables",
            (await Assert.ThrowsAsync<UsageException>(() => curious.LoadAsync())).What,
            StringComparison.Ordinal
        );
    }
}
