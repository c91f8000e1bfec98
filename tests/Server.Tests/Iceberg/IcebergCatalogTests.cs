using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Server.Access;
using Penstock.Testing;
using Penstock.Testing.Specification;

namespace Penstock.Server.Tests.Iceberg;

/// <summary>The REST catalogue as clients of the table format speak to it.</summary>
public sealed class IcebergCatalogTests(PostgresFixture postgres)
{
    private const string Tables = "/iceberg/v1/namespaces/refined/tables";

    private static readonly JsonObject Wanted = JsonNode
        .Parse(
            """
            {"name": "orders", "schema": {"type": "struct", "schema-id": 0, "fields": [
                {"id": 0, "name": "id", "required": true, "type": "long"}, {"id": 1, "name": "day", "required": false, "type": "date"}]},
             "partition-spec": {"spec-id": 0, "fields": [{"source-id": 1, "field-id": 1000, "name": "day_month", "transform": "month"}]},
             "write-order": {"order-id": 1, "fields": [{"source-id": 0, "transform": "identity", "direction": "asc", "null-order": "nulls-first"}]},
             "properties": {"owner": "ann"}}
            """
        )!
        .AsObject();

    [Fact]
    public async Task A_client_finds_the_zones_makes_a_table_changes_and_drops_it()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");

        Assert.Contains(
            "POST /v1/{prefix}/transactions/commit",
            (await client.GetStringAsync("/iceberg/v1/config")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            """{"namespaces":[["raw"],["refined"],["presentation"],["quarantine"]]}""",
            await client.GetStringAsync("/iceberg/v1/namespaces")
        );
        var created = await JsonAsync(await client.PostAsJsonAsync(Tables, Wanted));
        Assert.Equal(
            (1, 2, "ann"),
            (
                (int)created["metadata"]!["schemas"]![0]!["fields"]![0]!["id"]!,
                (int)created["metadata"]!["partition-specs"]![0]!["fields"]![0]!["source-id"]!,
                (string)created["metadata"]!["properties"]!["owner"]!
            )
        );
        Assert.Equal(
            """{"identifiers":[{"namespace":["refined"],"name":"orders"}]}""",
            await client.GetStringAsync(Tables)
        );

        var schema = created["metadata"]!["schemas"]![0]!.DeepClone();
        schema["fields"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["id"] = 3,
                    ["name"] = "note",
                    ["required"] = false,
                    ["type"] = "string",
                }
            );
        var change = new JsonObject
        {
            ["requirements"] = new JsonArray(
                new JsonObject { ["type"] = "assert-current-schema-id", ["current-schema-id"] = 0 }
            ),
            ["updates"] = new JsonArray(
                new JsonObject
                {
                    ["action"] = "add-schema",
                    ["schema"] = schema,
                    ["last-column-id"] = 3,
                },
                new JsonObject { ["action"] = "set-current-schema", ["schema-id"] = -1 }
            ),
        };
        Assert.Equal(
            1,
            (int)
                (await JsonAsync(await client.PostAsJsonAsync($"{Tables}/orders", change)))["metadata"]![
                    "current-schema-id"
                ]!
        );
        var loaded = await JsonAsync(await client.GetAsync($"{Tables}/orders"));
        Assert.Equal(
            ["id", "day", "note"],
            loaded["metadata"]!["schemas"]![1]!["fields"]!.AsArray().Select(f => (string)f!["name"]!)
        );
        Assert.EndsWith(".metadata.json", (string)loaded["metadata-location"]!, StringComparison.Ordinal);

        var conflict = await client.PostAsJsonAsync($"{Tables}/orders", change);
        Assert.Equal(
            (HttpStatusCode.Conflict, "CommitFailedException"),
            (conflict.StatusCode, (string)(await JsonAsync(conflict, mustSucceed: false))["error"]!["type"]!)
        );
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"{Tables}/orders")).StatusCode);
        var gone = await client.GetAsync($"{Tables}/orders");
        Assert.Equal(
            (HttpStatusCode.NotFound, "NoSuchTableException"),
            (gone.StatusCode, (string)(await JsonAsync(gone, mustSucceed: false))["error"]!["type"]!)
        );
    }

    [Fact]
    public async Task Every_answer_is_as_the_published_document_of_the_catalogue_says()
    {
        if (PublishedCatalogue.Find() is not { } document)
            return;
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");
        async Task HoldAsync(string schema, HttpResponseMessage answer) =>
            Assert.Empty(
                document.Faults(await JsonAsync(answer, mustSucceed: false), PublishedCatalogue.Schema(schema))
            );

        await HoldAsync("CatalogConfig", await client.GetAsync("/iceberg/v1/config"));
        await HoldAsync("ListNamespacesResponse", await client.GetAsync("/iceberg/v1/namespaces"));
        await HoldAsync("GetNamespaceResponse", await client.GetAsync("/iceberg/v1/namespaces/raw"));
        await HoldAsync("LoadTableResult", await client.PostAsJsonAsync(Tables, Wanted));
        await HoldAsync("LoadTableResult", await client.GetAsync($"{Tables}/orders"));
        await HoldAsync("ListTablesResponse", await client.GetAsync(Tables));
        await HoldAsync("IcebergErrorResponse", await client.GetAsync($"{Tables}/nothing"));
        Assert.NotEmpty(
            document.Faults(
                JsonNode.Parse("""{"metadata": {"format-version": 2}}"""),
                PublishedCatalogue.Schema("LoadTableResult")
            )
        );
    }

    [Fact]
    public async Task A_table_that_is_staged_is_there_once_its_first_commit_is()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");
        var staged = Wanted.DeepClone().AsObject();
        staged["stage-create"] = true;
        var metadata = (await JsonAsync(await client.PostAsJsonAsync(Tables, staged)))["metadata"]!;
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{Tables}/orders")).StatusCode);

        var commit = new JsonObject
        {
            ["requirements"] = new JsonArray(new JsonObject { ["type"] = "assert-create" }),
            ["updates"] = new JsonArray(
                new JsonObject { ["action"] = "assign-uuid", ["uuid"] = metadata["table-uuid"]!.DeepClone() },
                new JsonObject { ["action"] = "upgrade-format-version", ["format-version"] = 2 },
                new JsonObject { ["action"] = "add-schema", ["schema"] = metadata["schemas"]![0]!.DeepClone() },
                new JsonObject { ["action"] = "set-current-schema", ["schema-id"] = -1 },
                new JsonObject { ["action"] = "add-spec", ["spec"] = metadata["partition-specs"]![0]!.DeepClone() },
                new JsonObject { ["action"] = "set-default-spec", ["spec-id"] = -1 },
                new JsonObject { ["action"] = "set-location", ["location"] = metadata["location"]!.DeepClone() }
            ),
        };
        var made = await JsonAsync(await client.PostAsJsonAsync($"{Tables}/orders", commit));

        Assert.Equal((string)metadata["table-uuid"]!, (string)made["metadata"]!["table-uuid"]!);
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsJsonAsync($"{Tables}/orders", commit)).StatusCode);
    }

    [Fact]
    public async Task A_key_that_is_limited_to_a_zone_sees_and_changes_no_other_and_every_change_is_in_the_audit_trail()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var limited = await server.WithKeyAsync("read:lake-refined", "write:lake-refined");

        Assert.Equal(HttpStatusCode.OK, (await limited.PostAsJsonAsync(Tables, Wanted)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await limited.GetAsync("/iceberg/v1/namespaces/raw/tables")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await limited.PostAsJsonAsync("/iceberg/v1/namespaces/raw/tables", Wanted)).StatusCode
        );
        var both = new JsonObject
        {
            ["table-changes"] = new JsonArray(
                new JsonObject
                {
                    ["identifier"] = new JsonObject { ["namespace"] = new JsonArray("raw"), ["name"] = "x" },
                    ["requirements"] = new JsonArray(),
                    ["updates"] = new JsonArray(),
                }
            ),
        };
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await limited.PostAsJsonAsync("/iceberg/v1/transactions/commit", both)).StatusCode
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous().GetAsync("/iceberg/v1/config")).StatusCode);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await (await server.SignedInAsync(Roles.Analyst)).PostAsJsonAsync(Tables, Wanted)).StatusCode
        );
        var audit = await (await server.SignedInAsync(Roles.Admin)).GetStringAsync("/api/audit");
        Assert.Contains("table.created", audit, StringComparison.Ordinal);
    }

    // The first is what Spark asks for raw.t.snapshots.
    private static readonly (string Zone, string Table)[] Unknown =
    [
        ("raw%1Ft", "snapshots"),
        ("raw", "t.snapshots"),
        ("raw", "Orders"),
        ("Raw", "orders"),
        ("nowhere", "orders"),
        ("raw", "nothing"),
        ("raw", "a b"),
    ];

    [Fact]
    public async Task A_name_that_no_table_has_is_not_found_whatever_is_done_with_it()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");
        foreach (var (zone, table) in Unknown)
            await NotFoundAsync(client, zone, table);
    }

    private static async Task NotFoundAsync(HttpClient client, string zone, string table)
    {
        var path = $"/iceberg/v1/namespaces/{zone}/tables/{table}";
        var name = new JsonObject
        {
            ["namespace"] = new JsonArray([
                .. Uri.UnescapeDataString(zone).Split('\u001f').Select(z => JsonValue.Create(z)),
            ]),
            ["name"] = table,
        };
        var nothing = new JsonObject { ["requirements"] = new JsonArray(), ["updates"] = new JsonArray() };
        var change = new JsonObject
        {
            ["identifier"] = name.DeepClone(),
            ["requirements"] = new JsonArray(),
            ["updates"] = new JsonArray(),
        };
        var rename = new JsonObject
        {
            ["source"] = name.DeepClone(),
            ["destination"] = new JsonObject { ["namespace"] = new JsonArray("raw"), ["name"] = "other" },
        };
        HttpResponseMessage[] answers =
        [
            await client.GetAsync(path),
            await client.DeleteAsync(path),
            await client.PostAsJsonAsync(path, nothing),
            await client.PostAsJsonAsync($"{path}/metrics", new JsonObject()),
            await client.PostAsJsonAsync("/iceberg/v1/tables/rename", rename),
            await client.PostAsJsonAsync(
                "/iceberg/v1/transactions/commit",
                new JsonObject { ["table-changes"] = new JsonArray(change) }
            ),
        ];

        foreach (var answer in answers)
            Assert.Equal(
                (HttpStatusCode.NotFound, "NoSuchTableException", 404),
                (answer.StatusCode, await TypeAsync(answer), await CodeAsync(answer))
            );
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(head)).StatusCode);
    }

    [Fact]
    public async Task A_zone_that_there_is_not_is_no_such_namespace()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");
        HttpResponseMessage[] answers =
        [
            await client.GetAsync("/iceberg/v1/namespaces/Raw"),
            await client.GetAsync("/iceberg/v1/namespaces?parent=nowhere"),
            await client.GetAsync("/iceberg/v1/namespaces/raw%1Ft/tables"),
            await client.PostAsJsonAsync("/iceberg/v1/namespaces/nowhere/tables", Wanted),
        ];

        foreach (var answer in answers)
            Assert.Equal(
                (HttpStatusCode.NotFound, "NoSuchNamespaceException"),
                (answer.StatusCode, await TypeAsync(answer))
            );
    }

    [Fact]
    public async Task Who_may_not_and_what_is_not_there_are_told_in_the_form_of_the_catalogue()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var reader = await server.WithKeyAsync("read:lake-raw");
        var wrong = server.Anonymous();
        wrong.DefaultRequestHeaders.Add("Authorization", "Bearer nobody");
        (HttpResponseMessage Answer, HttpStatusCode Status, string Type)[] answers =
        [
            (
                await server.Anonymous().GetAsync("/iceberg/v1/config"),
                HttpStatusCode.Unauthorized,
                "NotAuthorizedException"
            ),
            (await wrong.GetAsync($"{Tables}/orders"), HttpStatusCode.Unauthorized, "NotAuthorizedException"),
            (await reader.GetAsync($"{Tables}/orders"), HttpStatusCode.Forbidden, "ForbiddenException"),
            (await reader.PostAsJsonAsync(Tables, Wanted), HttpStatusCode.Forbidden, "ForbiddenException"),
            (
                await reader.PostAsJsonAsync($"{Tables}/orders/metrics", new JsonObject()),
                HttpStatusCode.Forbidden,
                "ForbiddenException"
            ),
            (await reader.GetAsync("/iceberg/v1/namespaces/raw/nothing"), HttpStatusCode.NotFound, "NotFoundException"),
            (
                await reader.PostAsJsonAsync("/iceberg/v1/namespaces", new JsonObject()),
                HttpStatusCode.NotAcceptable,
                "UnsupportedOperationException"
            ),
        ];

        foreach (var (answer, status, type) in answers)
            Assert.Equal(
                (status, (int)status, type),
                (answer.StatusCode, await CodeAsync(answer), await TypeAsync(answer))
            );
    }

    [Fact]
    public async Task A_table_without_rows_is_an_empty_table()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("read:lake", "write:lake");
        await JsonAsync(await client.PostAsJsonAsync(Tables, Wanted));
        var zones = new ZoneQueries(server.Platform.Lake);

        var all = await zones.SqlAsync("SELECT * FROM refined.orders");
        var head = await zones.HeadAsync(TableName.Parse("refined.orders"));

        Assert.Equal(["id BIGINT", "day DATE"], all.Columns.Select(c => $"{c.Name} {c.Type}"));
        Assert.Equal((0, 0), (all.Rows.Count, head.Rows.Count));
        Assert.Equal(["id", "day"], head.Columns.Select(c => c.Name));
        var listed = Assert.Single(await zones.ListAsync());
        Assert.Equal(("refined", "orders", 0L), (listed.Zone, listed.Name, listed.Rows!.Value));
    }

    private static async Task<string> TypeAsync(HttpResponseMessage answer) =>
        (string)(await JsonAsync(answer, mustSucceed: false))["error"]!["type"]!;

    private static async Task<int> CodeAsync(HttpResponseMessage answer) =>
        (int)(await JsonAsync(answer, mustSucceed: false))["error"]!["code"]!;

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"name": "../etc", "schema": {"type": "struct", "schema-id": 0, "fields": []}}""")]
    [InlineData(
        """{"name": "t", "schema": {"type": "struct", "schema-id": 0, "fields": [{"id": 1, "name": "a", "required": false, "type": "varchar"}]}}"""
    )]
    public async Task What_makes_no_table_is_refused_with_the_reason(string body)
    {
        await using var server = await TestServer.StartAsync(postgres);
        var client = await server.WithKeyAsync("write:lake");
        using var content = new StringContent(body);

        var answer = await client.PostAsync(Tables, content);

        Assert.Equal(
            (HttpStatusCode.BadRequest, "BadRequestException"),
            (answer.StatusCode, (string)(await JsonAsync(answer, mustSucceed: false))["error"]!["type"]!)
        );
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response, bool mustSucceed = true)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode || !mustSucceed, text);
        return JsonNode.Parse(text)!;
    }
}
