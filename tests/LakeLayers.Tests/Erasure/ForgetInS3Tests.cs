using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Tests.ObjectStores;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Erasure;

/// <summary>Erasures in a bucket of a real S3 server.</summary>
public sealed class ForgetInS3Tests(PostgresFixture postgres, S3Fixture s3)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_object_of_the_bucket_holds_the_person_any_more_nor_any_version_of_one(bool keepsVersions)
    {
        using var store = await s3.CreateBucketAsync();
        using var bucket = new BucketContents(await s3.ServerAsync(), store);
        if (keepsVersions)
            await bucket.KeepVersionsAsync();
        await using var world = await ForgetWorld.CreateAsync(postgres, store);
        var (others, keys, held) = (
            await world.OthersAsync(),
            (await world.Lake.Landing.ListAsync("orders")).Select(o => o.Key).ToList(),
            await HeldAsync(bucket, ForgetWorld.Subject)
        );
        var metadata = (await store.FindAsync(keys[0]))!.Metadata;
        Assert.True(held.Count > 3, string.Join('\n', held));

        var result = await world.EraseAsync();

        Assert.Equal(
            [
                "presentation.customers",
                "quarantine.raw__orders",
                "quarantine.refined__orders",
                "raw.orders",
                "refined.orders",
            ],
            result.Found.Tables.Select(t => t.Table.ToString())
        );
        Assert.Equal([2L, 3L], result.Objects.Select(o => o.Lines).Order());
        Assert.Empty(result.Found.Notes);
        foreach (
            var needle in new[]
            {
                ForgetWorld.Subject,
                new PrivacyKey(ForgetWorld.Secret).Hash("account", ForgetWorld.Subject),
                "7777 1",
                "7777 3",
            }
        )
            Assert.Empty(await HeldAsync(bucket, needle));
        Assert.NotEmpty(await HeldAsync(bucket, "cust-beta-2"));
        Assert.Equal(others, await world.OthersAsync());
        var landed = await world.Lake.Landing.ListAsync("orders");
        Assert.Equal(keys, landed.Select(o => o.Key));
        foreach (var one in landed)
            await new LandingReader(store).VerifyAsync(one);
        // Only its bytes are others: what the source said of it stays with it.
        Assert.Equal(metadata, (await store.FindAsync(keys[0]))!.Metadata);
        Assert.Empty(await store.ListAsync("landing-rewritten/").ToListAsync());
        Assert.DoesNotContain(
            await bucket.VersionsAsync(),
            v => v.Key.StartsWith("landing-rewritten/", StringComparison.Ordinal)
        );

        await world.RunAsync();
        Assert.True((await new ForgetSubject(world.Lake).FindAsync(world.Options)).IsEmpty);
        Assert.Empty(await HeldAsync(bucket, ForgetWorld.Subject));
    }

    [Theory]
    [InlineData("s3:ListBucketVersions")]
    [InlineData("s3:DeleteObjectVersion")]
    public async Task Where_the_bucket_does_not_let_go_of_versions_the_report_says_so_and_the_rest_is_done(
        string denied
    )
    {
        using var store = await s3.CreateBucketAsync();
        using var bucket = new BucketContents(await s3.ServerAsync(), store);
        await bucket.KeepVersionsAsync();
        await using var world = await ForgetWorld.CreateAsync(postgres, store);
        await bucket.DenyAsync(denied);

        var result = await world.EraseAsync();

        Assert.Contains("older versions", Assert.Single(result.Found.Notes), StringComparison.Ordinal);
        Assert.True((await new ForgetSubject(world.Lake).FindAsync(world.Options)).IsEmpty);
        foreach (var landed in await world.Lake.Landing.ListAsync("orders"))
            await new LandingReader(store).VerifyAsync(landed);
        Assert.Equal(["1", "3", "6", "7"], await world.Models.RowsAsync("raw.orders", "SELECT id FROM t ORDER BY id"));
    }

    private static async Task<IReadOnlyList<string>> HeldAsync(BucketContents bucket, string text)
    {
        using var folder = new TestFolder();
        await bucket.DownloadAsync(folder["all"]);
        return await Leaks.InFilesAsync(folder["all"], text);
    }
}
