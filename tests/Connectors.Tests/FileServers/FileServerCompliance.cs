using Penstock.Connectors.FileServers;
using Penstock.Core.Errors;
using Penstock.Testing;
using Servers = Penstock.Connectors.FileServers.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>What every backend promises, run against a real server of each kind.</summary>
public abstract class FileServerCompliance
{
    private static readonly string[] Names =
    [
        "plain.txt",
        "with space.pdf",
        "grüße Ω.txt",
        "-l",
        "100%.csv",
        "a;b=c&d#e?.txt",
        "it's \"quoted\".txt",
        "12:30.pdf",
    ];

    protected abstract Task<ServedFolder> ServeAsync(TestFolder folder);

    [Fact]
    public async Task A_folder_lists_files_and_folders_with_size_and_time()
    {
        using var folder = MakeFiles();
        var time = new DateTime(2011, 12, 9, 12, 50, 7, DateTimeKind.Utc);
        foreach (var name in Names)
        {
            await File.WriteAllTextAsync(folder[$"files/{name}"], name);
            File.SetLastWriteTimeUtc(folder[$"files/{name}"], time);
        }
        Directory.CreateDirectory(folder["files/sub folder"]);
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);

        var listed = await server.ListAsync(await server.ResolveAsync(""));

        Assert.Equal(
            [.. Names.Append("sub folder").Order(StringComparer.Ordinal)],
            listed.Select(e => e.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["sub folder"], listed.Where(e => e.IsDirectory).Select(e => e.Name));
        Assert.All(
            listed.Where(e => !e.IsDirectory),
            e =>
            {
                Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(e.Name), e.Size);
                Assert.Equal(new DateTimeOffset(time), e.ModifiedAt);
            }
        );
    }

    [Fact]
    public async Task Every_name_that_is_listed_can_be_read_and_looked_at_again()
    {
        using var folder = MakeFiles();
        foreach (var name in Names)
            await File.WriteAllTextAsync(folder[$"files/{name}"], name);
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);

        foreach (var entry in await server.ListAsync(await server.ResolveAsync("")))
        {
            Assert.Equal(entry.Name, System.Text.Encoding.UTF8.GetString(await ReadAsync(server, entry)));
            Assert.True((await server.FindAsync(entry.Path))!.HasSameFacts(entry));
            Assert.True(
                Uri.TryCreate(server.UriOf(entry.Path), UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
            );
        }
    }

    [Fact]
    public async Task A_file_reads_from_any_offset()
    {
        using var folder = MakeFiles();
        var bytes = new byte[3_000_001];
        new Random(7).NextBytes(bytes);
        await File.WriteAllBytesAsync(folder["files/big.bin"], bytes);
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);
        var entry = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));

        foreach (var offset in new[] { 0, 1, 65_536, 2_999_999, 3_000_001 })
            Assert.Equal(bytes[offset..], await ReadAsync(server, entry, offset));
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        using var folder = MakeFiles();
        await File.WriteAllBytesAsync(folder["files/empty"], []);
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);

        var entry = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));

        Assert.Equal(0, entry.Size);
        Assert.Empty(await ReadAsync(server, entry));
    }

    [Fact]
    public async Task What_is_missing_is_named_and_the_session_stays_usable()
    {
        using var folder = MakeFiles();
        await File.WriteAllTextAsync(folder["files/there.txt"], "there");
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);

        var missing = await Assert.ThrowsAsync<PenstockException>(async () =>
            await server.ListAsync(await server.ResolveAsync("no such folder"))
        );
        Assert.Contains("no%20such%20folder", missing.Message, StringComparison.Ordinal);
        Assert.False(missing.IsTransient);
        var entry = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));
        File.Delete(folder["files/there.txt"]);
        Assert.Null(await server.FindAsync(entry.Path));
        var gone = await Assert.ThrowsAsync<PenstockException>(() => ReadAsync(server, entry));
        Assert.Contains("there.txt", gone.Message, StringComparison.Ordinal);
        Assert.Empty(await server.ListAsync(await server.ResolveAsync("")));
    }

    [Fact]
    public async Task A_read_that_is_given_up_leaves_the_session_usable()
    {
        using var folder = MakeFiles();
        await File.WriteAllBytesAsync(folder["files/big.bin"], new byte[20_000_000]);
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);
        var entry = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));

        await using (var stream = await server.OpenReadAsync(entry))
            Assert.NotEqual(0, await stream.ReadAsync(new byte[1000]));

        Assert.Equal(20_000_000, (await ReadAsync(server, entry)).Length);
    }

    [Fact]
    public async Task Cancelling_ends_a_read()
    {
        using var folder = MakeFiles();
        await File.WriteAllBytesAsync(folder["files/big.bin"], new byte[1000]);
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);
        var entry = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ReadAsync(server, entry, 0, new CancellationToken(canceled: true))
        );
    }

    protected static TestFolder MakeFiles()
    {
        var folder = new TestFolder();
        Directory.CreateDirectory(folder["files"]);
        return folder;
    }

    protected static async Task<byte[]> ReadAsync(
        IFileServer server,
        FileEntry entry,
        long offset = 0,
        CancellationToken cancellationToken = default
    )
    {
        await using var stream = await server.OpenReadAsync(entry, offset, cancellationToken);
        return await ReadToEndAsync(stream, cancellationToken);
    }

    protected static async Task<byte[]> ReadToEndAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}
