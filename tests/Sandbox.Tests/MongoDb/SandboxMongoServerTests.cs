using System.Text.Json.Nodes;
using Penstock.Sandbox.MongoDb;
using Penstock.Testing;

namespace Penstock.Sandbox.Tests.MongoDb;

public sealed class SandboxMongoServerTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private SandboxMongoServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await SandboxMongoServer.StartAsync(new SandboxMongoOptions(_folder.Path));

    [Fact]
    public async Task The_right_password_logs_in()
    {
        Assert.Equal(1, (int)(await Run("return (await db.command({ ping: 1 })).ok;"))!);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_are_refused()
    {
        var wrong = await NodeDriver.RunAsync(
            _server.Uri.Replace(_server.Password, "wrong", StringComparison.Ordinal),
            "return 1;"
        );
        var unknown = await NodeDriver.RunAsync(
            _server.Uri.Replace("penstock:", "nobody:", StringComparison.Ordinal),
            "return 1;"
        );

        Assert.Equal(18, (int)wrong!["code"]!);
        Assert.NotNull(unknown!["error"]);
    }

    [Fact]
    public async Task Without_a_login_no_data_is_given()
    {
        _server.CreateCollection("shop", "things", Documents.Numbered(3));

        var answer = await NodeDriver.RunAsync(
            $"mongodb://127.0.0.1:{_server.Port}/",
            "return await db.collection('things').find().toArray();"
        );

        Assert.Equal(13, (int)answer!["code"]!);
    }

    [Fact]
    public async Task An_unknown_command_is_answered_as_MongoDB_answers_it()
    {
        Assert.Equal(59, (int)(await Run("return await db.command({ frobnicate: 1 });"))!["code"]!);
    }

    [Fact]
    public async Task What_was_inserted_is_found()
    {
        var found = await Run(
            """
            const c = db.collection('things');
            await c.insertMany([{ a: 1, nested: { b: ['x', 'y'] } }, { a: 2, when: new Date(0) }]);
            await c.insertOne({ _id: 'mine', a: 3 });
            return BSON.EJSON.serialize(await c.find({ a: { $gte: 2 } }, { projection: { a: 1, when: 1 } }).toArray());
            """
        );

        Assert.Equal(2, found!.AsArray().Count);
        Assert.Equal("1970-01-01T00:00:00Z", (string)found[0]!["when"]!["$date"]!);
        Assert.Equal("""{"_id":"mine","a":3}""", found[1]!.ToJsonString());
    }

    [Fact]
    public async Task An_id_that_is_taken_is_refused()
    {
        var answer = await Run(
            "const c = db.collection('things'); await c.insertOne({ _id: 1 }); await c.insertOne({ _id: 1 });"
        );

        Assert.Equal(11000, (int)answer!["code"]!);
    }

    [Theory]
    [InlineData("{ n: 5 }", "5")]
    [InlineData("{ n: { $gt: 7 } }", "8,9")]
    [InlineData("{ n: { $gte: 2, $lt: 4 } }", "2,3")]
    [InlineData("{ n: { $lte: 1 } }", "0,1")]
    [InlineData("{ n: { $ne: 5 }, parity: 'odd' }", "1,3,7,9")]
    [InlineData("{ n: { $in: [1, 4, 99] } }", "1,4")]
    [InlineData("{ $or: [{ n: 1 }, { $and: [{ n: { $gt: 3 } }, { n: { $lt: 5 } }] }] }", "1,4")]
    [InlineData("{ missing: { $exists: false }, n: 2 }", "2")]
    [InlineData("{ parity: { $exists: false } }", "")]
    [InlineData("{ missing: null, n: 3 }", "3")]
    [InlineData("{ price: { $type: [1] }, n: 6 }", "6")]
    [InlineData("{ n: 'five' }", "")]
    [InlineData("{ n: { $gt: 'a' } }", "")]
    public async Task A_filter_selects_what_MongoDB_would_select(string filter, string expected)
    {
        _server.CreateCollection("shop", "things", Documents.Numbered(10));

        var found = await Run(
            $"return (await db.collection('things').find({filter}).toArray()).map(d => d.n).join(',');"
        );

        Assert.Equal(expected, (string)found!);
    }

    [Theory]
    [InlineData("{ n: -1 }", "9,8,7")]
    [InlineData("{ parity: 1, n: -1 }", "8,6,4")]
    [InlineData("{ _id: 1 }", "0,1,2")]
    [InlineData("{ _id: -1 }", "9,8,7")]
    public async Task Sort_and_limit_give_the_first_of_the_order(string sort, string expected)
    {
        _server.CreateCollection("shop", "things", Documents.Numbered(10));

        var found = await Run(
            $"return (await db.collection('things').find().sort({sort}).limit(3).toArray()).map(d => d.n).join(',');"
        );

        Assert.Equal(expected, (string)found!);
    }

    [Fact]
    public async Task Skip_and_projection_work_together_with_a_filter()
    {
        _server.CreateCollection("shop", "things", Documents.Numbered(10));

        var found = await Run(
            "return await db.collection('things').find({ parity: 'odd' }, { projection: { _id: 0, n: 1 } }).skip(3).toArray();"
        );

        Assert.Equal("""[{"n":7},{"n":9}]""", found!.ToJsonString());
    }

    [Fact]
    public async Task Documents_are_counted_in_three_ways()
    {
        _server.CreateCollection("shop", "things", Documents.Numbered(1000));

        var counts = await Run(
            """
            const c = db.collection('things');
            const named = await c.aggregate([{ $match: { n: { $lt: 7 } } }, { $count: 'total' }]).toArray();
            return [await c.estimatedDocumentCount(), await c.countDocuments({ parity: 'even' }), await c.countDocuments({ n: -1 }), named[0].total];
            """
        );

        Assert.Equal("[1000,500,0,7]", counts!.ToJsonString());
    }

    [Fact]
    public async Task A_cursor_walks_a_collection_in_batches_and_is_gone_at_its_end()
    {
        _server.CreateCollection("shop", "things", Documents.Numbered(25_000));

        var sum = await Run(
            "let s = 0, n = 0; for await (const d of db.collection('things').find().batchSize(1000)) { s += d.n; n++; } return [n, s];"
        );

        Assert.Equal($"[25000,{24_999L * 25_000 / 2}]", sum!.ToJsonString());
        Assert.Equal(0, _server.OpenCursorCount);
    }

    [Fact]
    public async Task A_cursor_that_is_closed_early_is_gone()
    {
        _server.CreateCollection("shop", "things", Documents.Numbered(5000));

        await Run(
            "const c = db.collection('things').find().batchSize(10); for (let i = 0; i < 15; i++) await c.next(); await c.close(); return 1;"
        );

        Assert.Equal(0, _server.OpenCursorCount);
    }

    [Fact]
    public async Task A_document_of_almost_16_MB_goes_in_and_comes_out()
    {
        var size = await Run(
            """
            const c = db.collection('large');
            await c.insertOne({ _id: 1, text: 'x'.repeat(16 * 1024 * 1024 - 100) });
            await c.insertOne({ _id: 2, text: 'y' });
            return (await c.find().toArray()).map(d => d.text.length);
            """
        );

        Assert.Equal($"[{(16 << 20) - 100},1]", size!.ToJsonString());
    }

    [Fact]
    public async Task Databases_and_collections_are_listed()
    {
        _server.CreateCollection("shop", "b.dotted", Documents.Numbered(1));
        _server.CreateCollection("shop", "a", Documents.Numbered(1));
        _server.CreateCollection("other", "c", Documents.Numbered(1));

        var names = await Run(
            """
            const dbs = (await client.db().admin().listDatabases()).databases.map(d => d.name);
            return [dbs, (await db.listCollections().toArray()).map(c => c.name), (await db.listCollections({ name: 'a' }).toArray()).length];
            """
        );

        Assert.Equal("""[["other","shop"],["a","b.dotted"],1]""", names!.ToJsonString());
    }

    [Fact]
    public async Task A_server_that_starts_on_the_folder_of_another_serves_its_collections_without_a_torn_end()
    {
        _server.CreateCollection("shop", "things", Documents.Numbered(10));
        await _server.DisposeAsync();
        await using (var file = File.Open(_folder["shop.things.bson"], FileMode.Append))
            await file.WriteAsync(new byte[] { 200, 0, 0, 0, 1, 2, 3 });

        _server = await SandboxMongoServer.StartAsync(new SandboxMongoOptions(_folder.Path));

        Assert.Equal(10, _server.Count("shop", "things"));
        Assert.Equal(9, (int)(await Run("return (await db.collection('things').find().sort({ _id: -1 }).next()).n;"))!);
    }

    [Fact]
    public void Object_ids_of_one_seed_are_the_same_each_time_and_grow()
    {
        var first = Documents.Numbered(300).Select(d => Convert.ToHexString(d.Span.Slice(9, 12))).ToList();
        var second = Documents.Numbered(300).Select(d => Convert.ToHexString(d.Span.Slice(9, 12))).ToList();

        Assert.Equal(first, second);
        Assert.Equal(first.Order(StringComparer.Ordinal), first);
        Assert.Equal(300, first.Distinct().Count());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private Task<JsonNode?> Run(string body) => NodeDriver.RunAsync(_server.Uri, body);
}
