using Penstock.Core.Configuration;
using Penstock.Sandbox;
using Penstock.Sandbox.MongoDb;
using Penstock.Sandbox.Retail;
using Penstock.Sandbox.Servers;

namespace Penstock.Testing;

/// <summary>
/// The retail company as a test's own: real PostgreSQL and FTPS server, the sandbox's MongoDB, a lake on local disk, and a
/// configuration that names them.
/// </summary>
public sealed class RetailSite : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    private RetailSite(IReadOnlyList<RetailRow> rows) => Rows = rows;

    /// <summary>The source's transactions, in order.</summary>
    public IReadOnlyList<RetailRow> Rows { get; }

    public PostgresServer Postgres { get; private set; } = null!;

    public ProftpdServer Files { get; private set; } = null!;

    public SandboxMongoServer Shop { get; private set; } = null!;

    /// <summary>How to reach the metadata database, which is the warehouse too.</summary>
    public string Connection { get; private set; } = null!;

    public string ConfigurationFile => _folder["penstock.yml"];

    public string LakeFolder => _folder["lake"];

    /// <summary>The folder that the file server serves.</summary>
    public string ProceduresFolder => _folder["procedures"];

    public static async Task<RetailSite> StartAsync(IReadOnlyList<RetailRow> rows)
    {
        var site = new RetailSite(rows);
        Procedures.CopyTo(site.ProceduresFolder);
        site.Postgres = await PostgresServer.StartAsync(site._folder["pg"], durable: false);
        site.Files = await ProftpdServer.StartAsync(site._folder["ftp"], site.ProceduresFolder);
        site.Shop = await SandboxMongoServer.StartAsync(new SandboxMongoOptions(site._folder["mongo"]));
        site.Shop.CreateCollection("shop", "transactions", RetailDocuments.Encode(rows));
        await site.UseDatabaseAsync("penstock", "lake");
        return site;
    }

    /// <summary>Points the configuration at a fresh database and lake: the same sources, nothing read yet.</summary>
    public Task UseDatabaseAsync(string database, string lake) =>
        UseAsync(
            database,
            $"""
            lake:
              store: file:{lake}
              scratch: scratch-{lake}
            """
        );

    /// <summary>The same with a <c>lake:</c> section of the test's own.</summary>
    public async Task UseAsync(string database, string lakeSection)
    {
        Connection = await Postgres.CreateDatabaseAsync(database);
        await File.WriteAllTextAsync(
            ConfigurationFile,
            $"""
            metadata:
              connection: {Connection}
            {lakeSection}
            workflows: {Path.Combine(Repository.Root, "workflows")}
            sources:
              procedures:
                url: ftps://127.0.0.1:{Files.Port}/
                user: {Files.User}
                password: {Files.Password}
                certificateFile: {Files.CertificateFile}
              shop:
                url: mongodb://127.0.0.1:{Shop.Port}/
                user: {Shop.User}
                password: {Shop.Password}
            """
        );
    }

    public PenstockConfiguration Configuration => PenstockConfiguration.Load(ConfigurationFile);

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Files.DisposeAsync();
        await Postgres.DisposeAsync();
        _folder.Dispose();
    }
}
