namespace Penstock.Cli.Tests;

/// <summary>Each command removes from the scratch folder what no living process owns, and nothing else.</summary>
public sealed class ScratchTests(CliFixture cli)
{
    [Fact]
    public async Task What_killed_processes_left_is_removed_and_what_a_living_one_owns_is_not()
    {
        var scratch = Path.Combine(Path.GetDirectoryName(cli.Site.ConfigurationFile)!, "scratch-lake");
        var (dead, living) = (Path.Combine(scratch, "job-dead"), Path.Combine(scratch, "job-living"));
        foreach (var folder in (string[])[dead, living])
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "spill"), "x", TestContext.Current.CancellationToken);
        }
        await File.WriteAllTextAsync(dead + ".lock", "", TestContext.Current.CancellationToken);
        await using (new FileStream(living + ".lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(0, (await cli.RunAsync("runs")).ExitCode);

            Assert.False(Directory.Exists(dead) || File.Exists(dead + ".lock"));
            Assert.True(File.Exists(Path.Combine(living, "spill")));
        }
        Assert.Equal(0, (await cli.RunAsync("runs")).ExitCode);
        Assert.False(Directory.Exists(living));
    }
}
