using System.Globalization;
using System.Security.Cryptography;
using Penstock.Core.Processes;
using Penstock.Sandbox.MongoDb;
using Penstock.Sandbox.Retail;
using Penstock.Sandbox.Servers;

namespace Penstock.Sandbox;

/// <summary>
/// The sample company's two systems in one folder: a file server with its procedures (real ProFTPD with TLS) and a
/// MongoDB-protocol
/// server with its transactions. Started again on the same folder they have the same data, ports and passwords.
/// </summary>
public sealed class SampleSources : IAsyncDisposable
{
    private const string Database = "shop";
    private const string Collection = "transactions";

    private SampleSources(ProftpdServer files, SandboxMongoServer shop)
    {
        Files = files;
        Shop = shop;
    }

    /// <summary>The file server with the procedures.</summary>
    public ProftpdServer Files { get; }

    /// <summary>The database server with <c>shop.transactions</c>.</summary>
    public SandboxMongoServer Shop { get; }

    /// <summary>Starts both, making the data at first use.</summary>
    /// <param name="folder">Where everything lives; must be enterable by other users.</param>
    /// <param name="transactions">How many transactions; a collection of another size is made anew.</param>
    /// <param name="note">Told what takes time.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    public static async Task<SampleSources> StartAsync(
        string folder,
        long transactions,
        Action<string> note,
        CancellationToken cancellationToken = default
    )
    {
        var procedures = Path.Combine(folder, "procedures");
        if (!Directory.Exists(procedures))
            Procedures.CopyTo(procedures);
        var files = await ProftpdServer.StartAsync(
            Path.Combine(folder, "ftp"),
            procedures,
            cancellationToken: cancellationToken
        );
        try
        {
            return new SampleSources(
                files,
                await StartShopAsync(Path.Combine(folder, "mongodb"), transactions, note, cancellationToken)
            );
        }
        catch
        {
            await files.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Files.DisposeAsync();
    }

    private static async Task<SandboxMongoServer> StartShopAsync(
        string folder,
        long transactions,
        Action<string> note,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(folder);
        var password = await RememberAsync(
            Path.Combine(folder, "password"),
            () => RandomNumberGenerator.GetHexString(32, lowercase: true),
            cancellationToken
        );
        var port = await RememberAsync(
            Path.Combine(folder, "port"),
            () => FreePort.Next().ToString(CultureInfo.InvariantCulture),
            cancellationToken
        );
        var shop = await SandboxMongoServer.StartAsync(
            new SandboxMongoOptions(Path.Combine(folder, "data"))
            {
                Port = int.Parse(port, CultureInfo.InvariantCulture),
                Password = password,
            },
            cancellationToken
        );
        if (shop.Count(Database, Collection) != transactions)
        {
            note(string.Create(CultureInfo.InvariantCulture, $"making {transactions:N0} sample transactions"));
            await Task.Run(
                () =>
                    shop.CreateCollection(
                        Database,
                        Collection,
                        RetailDocuments.Encode(RetailGenerator.Generate(new RetailOptions(transactions)))
                    ),
                cancellationToken
            );
        }
        return shop;
    }

    private static async Task<string> RememberAsync(string file, Func<string> make, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
            return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        var text = make();
        await using var stream = new FileStream(
            file,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), cancellationToken);
        return text;
    }
}
