using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

/// <summary>
/// What a machine may be like where nobody of the project has been: an empty environment and no HOME, files that only their owner may
/// read, another working folder, another user than root, a path with a blank and an umlaut, and no program but Debian's essential ones
/// and those that <c>penstock</c> asks for.
/// </summary>
public sealed class FreshMachineTests : IDisposable
{
    private const string User = "65534"; // nobody, whose group has another name
    private readonly TestFolder _folder = new();

    private string Checkout => Path.Combine(_folder.Path, "Penstock für alle");

    public void Dispose() => _folder.Dispose();

    // What ./penstock installs, and .NET. PostgreSQL's and ProFTPD's programs are called by their full names.
    private static readonly string[] Declared = ["dotnet", "curl", "npm", "node", "pdftotext", "pdfinfo", "proftpd"];

    [Fact]
    public async Task The_demo_runs_for_a_stranger_twice()
    {
        await CopyAsync();
        var programs = await ProgramsAsync();
        foreach (var _ in (int[])[1, 2])
        {
            var run = await CommandLine.RunAsync(
                "env",
                ["-i", $"PATH={programs}", "sh", "-c", "umask 077; cd /; exec \"$0\" demo --small --no-server", Script],
                user: User,
                cancellationToken: TestContext.Current.CancellationToken
            );

            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            Assert.Contains("Who are the best customers?", run.Output + run.Error, StringComparison.Ordinal);
        }
        await PrivateDatabase.WaitUntilStoppedAsync(Path.Combine(Checkout, ".penstock/demo-small/postgres"));
    }

    private string Script => Path.Combine(Checkout, "penstock");

    // What the script needs of a checkout that is built; links where the file system allows, for npm's packages are large.
    private async Task CopyAsync()
    {
        var program = Path.GetDirectoryName(Repository.CommandLine)!;
        foreach (
            var part in (string[])
                [
                    "penstock",
                    "workflows",
                    "Directory.Packages.props",
                    "Directory.Build.props",
                    "eng/npm",
                    Path.GetRelativePath(Repository.Root, program),
                ]
        )
        {
            var target = Path.Combine(Checkout, part);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await RequireAsync(
                "sh",
                "-c",
                "cp -al \"$0\" \"$1\" 2>/dev/null || cp -a \"$0\" \"$1\"",
                Path.Combine(Repository.Root, part),
                target
            );
        }
        foreach (var folder in (string[])[_folder.Path, Checkout])
            await RequireAsync("chmod", "755", folder);
        if (Environment.UserName == "root")
            await RequireAsync("chown", User, Checkout);
    }

    // A folder of links to all that a bare Debian has, so that a program of some other package is not found.
    private async Task<string> ProgramsAsync()
    {
        var folder = Directory.CreateDirectory(_folder["programs"]).FullName;
        var packages = await CommandLine.RunAsync("dpkg-query", ["-W", "-f", "${Essential} ${Package}\n"]);
        var essential = packages
            .Output.Split('\n')
            .Where(l => l.StartsWith("yes ", StringComparison.Ordinal))
            .Select(l => l["yes ".Length..]);
        var files = (await CommandLine.RunAsync("dpkg", ["-L", .. essential]))
            .Output.Split('\n')
            .Where(f => Path.GetDirectoryName(f) is "/bin" or "/usr/bin" or "/sbin" or "/usr/sbin");
        foreach (var file in files.Concat(Declared.Select(Found)).Append("/bin/sh").Where(File.Exists).Distinct())
        {
            var link = Path.Combine(folder, Path.GetFileName(file));
            if (!File.Exists(link))
                File.CreateSymbolicLink(link, file);
        }
        await RequireAsync("chmod", "755", folder);
        return folder;
    }

    private static string Found(string program) =>
        Environment
            .GetEnvironmentVariable("PATH")!
            .Split(':')
            .Append("/usr/sbin")
            .Select(f => Path.Combine(f, program))
            .FirstOrDefault(File.Exists)
        ?? program;

    private static async Task RequireAsync(string program, params string[] arguments)
    {
        var done = await CommandLine.RunAsync(program, arguments);
        Assert.True(done.ExitCode == 0, done.Error);
    }
}
