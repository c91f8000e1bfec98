using Penstock.Connectors.FileServers;
using Penstock.Core.Errors;
using Penstock.Core.Processes;
using Penstock.Sandbox.Servers;
using Penstock.Testing;
using Servers = Penstock.Connectors.FileServers.FileServers;

namespace Penstock.Connectors.Tests.FileServers;

/// <summary>OpenSSH, logging in with a key.</summary>
public sealed class SftpComplianceTests : RemoteFileServerCompliance
{
    protected override async Task<ServedFolder> ServeAsync(TestFolder folder) => await ServeAsync(folder, "ed25519");

    [Theory]
    [InlineData("rsa", "RFC4716", "")]
    [InlineData("rsa", "PEM", "")]
    [InlineData("rsa", "PKCS8", "")]
    [InlineData("rsa", "RFC4716", "open sesame")]
    [InlineData("rsa", "PEM", "open sesame")]
    [InlineData("rsa", "PKCS8", "open sesame")]
    [InlineData("ecdsa", "RFC4716", "")]
    [InlineData("ecdsa", "PEM", "")]
    [InlineData("ecdsa", "PKCS8", "open sesame")]
    [InlineData("ecdsa", "RFC4716", "open sesame")]
    [InlineData("ed25519", "RFC4716", "open sesame")]
    public async Task Every_kind_of_key_logs_in(string keyType, string form, string passphrase)
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder, keyType);
        await using var server = Servers.Open(
            served.Connection with
            {
                PrivateKey = await RewriteAsync(folder, form, passphrase),
                PrivateKeyPassphrase = passphrase.Length > 0 ? passphrase : null,
            }
        );

        Assert.Empty(await server.ListAsync(await server.ResolveAsync("")));
    }

    [Theory]
    [InlineData(null, "passphrase is not set")]
    [InlineData("guess", "cannot be read")]
    public async Task An_encrypted_key_without_its_passphrase_is_a_mistake_of_the_caller(
        string? passphrase,
        string what
    )
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(
            served.Connection with
            {
                PrivateKey = await RewriteAsync(folder, "RFC4716", "open sesame"),
                PrivateKeyPassphrase = passphrase,
            }
        );

        var error = await Assert.ThrowsAsync<UsageException>(() => server.ListAsync("/"));

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("privateKeyPassphrase", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_no_utf_8_is_copied_by_its_bytes_and_the_others_do_not_wait_for_it()
    {
        using var folder = MakeFiles();
        await File.WriteAllTextAsync(folder["files/good.pdf"], "good");
        // The bytes 72 E4 6B 2E 70 64 66.
        var made = await CommandLine.RunAsync(
            "sh",
            ["-c", $"printf other > \"{folder["files"]}/$(printf 'r\\344k.pdf')\""]
        );
        Assert.Equal(0, made.ExitCode);
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);

        var listed = await server.ListAsync(await server.ResolveAsync(""));

        Assert.Equal(["good.pdf", "räk.pdf"], listed.Select(e => e.Name).Order(StringComparer.Ordinal));
        var other = listed.Single(e => e.Name == "räk.pdf");
        Assert.EndsWith("/r%E4k.pdf", server.UriOf(other.Path), StringComparison.Ordinal);
        Assert.Equal("other"u8.ToArray(), await ReadAsync(server, other));
        Assert.True((await server.FindAsync(other.Path))!.HasSameFacts(other));
        // .NET cannot name it, so it cannot delete it either.
        await CommandLine.RunAsync("rm", ["-r", folder["files"]]);
    }

    [Fact]
    public async Task A_link_counts_as_the_file_it_leads_to_and_a_link_to_a_folder_is_left_out()
    {
        using var folder = MakeFiles();
        await File.WriteAllTextAsync(folder["real.txt"], "really");
        File.CreateSymbolicLink(folder["files/link.txt"], folder["real.txt"]);
        File.CreateSymbolicLink(folder["files/nowhere.txt"], folder["gone.txt"]);
        File.CreateSymbolicLink(folder["files/around"], folder["files"]);
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);

        var link = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));

        Assert.Equal(("link.txt", 6L, false), (link.Name, link.Size, link.IsDirectory));
        Assert.Equal("really"u8.ToArray(), await ReadAsync(server, link));
    }

    [Fact]
    public async Task A_server_that_stalls_in_the_middle_of_a_file_is_given_up_and_another_try_is_a_new_session()
    {
        using var folder = MakeFiles();
        await File.WriteAllBytesAsync(folder["files/big.bin"], new byte[5_000_000]);
        await using var served = await ServeAsync(folder);
        await using var proxy = new CuttingProxy(served.Connection.Port, 1_000_000, cuts: 1, isStalling: true);
        var address = new UriBuilder(served.Connection.Address) { Port = proxy.Port }.Uri;
        await using var server = Servers.Open(
            served.Connection with
            {
                Address = address,
                IdleTimeout = TimeSpan.FromSeconds(1),
            }
        );
        var entry = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));

        var error = await Assert.ThrowsAsync<TransientException>(() => ReadAsync(server, entry));

        Assert.Contains("silent for 1 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("big.bin", error.Message, StringComparison.Ordinal);
        Assert.Equal(5_000_000, (await ReadAsync(server, entry)).Length);
    }

    [Fact]
    public async Task Files_are_read_at_once_on_one_session()
    {
        using var folder = MakeFiles();
        var random = new Random(5);
        for (var i = 0; i < 40; i++)
        {
            var bytes = new byte[random.Next(200_000)];
            random.NextBytes(bytes);
            await File.WriteAllBytesAsync(folder[$"files/{i}.bin"], bytes);
        }
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);
        var listed = await server.ListAsync(await server.ResolveAsync(""));

        await Task.WhenAll(
            listed.Select(async e =>
                Assert.Equal(await File.ReadAllBytesAsync(folder[$"files/{e.Name}"]), await ReadAsync(server, e))
            )
        );

        Assert.Equal(40, listed.Count);
    }

    [Fact]
    public async Task Cancelling_in_the_middle_leaves_the_session_to_the_others()
    {
        using var folder = MakeFiles();
        await File.WriteAllBytesAsync(folder["files/big.bin"], new byte[20_000_000]);
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection);
        var entry = Assert.Single(await server.ListAsync(await server.ResolveAsync("")));
        using var stop = new CancellationTokenSource();
        await using var stopped = await server.OpenReadAsync(entry, cancellationToken: stop.Token);
        _ = await stopped.ReadAsync(new byte[1000], stop.Token);

        var other = ReadAsync(server, entry);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadToEndAsync(stopped, stop.Token));
        Assert.Equal(20_000_000, (await other).Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Another_host_key_is_refused_before_login_and_shown(string? fingerprint)
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection with { HostKeyFingerprint = fingerprint });

        var error = await Assert.ThrowsAsync<PenstockException>(async () =>
            await server.ListAsync(await server.ResolveAsync(""))
        );

        Assert.Contains(served.Connection.HostKeyFingerprint!, error.Message, StringComparison.Ordinal);
        Assert.Contains("set hostKey", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_none_is_a_mistake_of_the_caller()
    {
        using var folder = MakeFiles();
        await using var served = await ServeAsync(folder);
        await using var server = Servers.Open(served.Connection with { PrivateKey = "rubbish" });

        await Assert.ThrowsAsync<UsageException>(async () => await server.ListAsync(await server.ResolveAsync("")));
    }

    // ssh-keygen rewrites a key in place.
    private static async Task<string> RewriteAsync(TestFolder folder, string form, string passphrase)
    {
        var key = folder["key"];
        File.Copy(folder["server/client_key"], key);
        var made = await CommandLine.RunAsync("ssh-keygen", ["-p", "-m", form, "-P", "", "-N", passphrase, "-f", key]);
        Assert.Equal(0, made.ExitCode);
        return await File.ReadAllTextAsync(key);
    }

    private static async Task<ServedFolder> ServeAsync(TestFolder folder, string keyType)
    {
        var server = await SshdServer.StartAsync(folder["server"], keyType);
        var connection = new FileServerConnection(new Uri($"sftp://127.0.0.1:{server.Port}{folder["files"]}"))
        {
            User = server.User,
            PrivateKey = server.PrivateKey,
            HostKeyFingerprint = server.HostKeyFingerprint,
        };
        return new ServedFolder(connection, server);
    }
}
