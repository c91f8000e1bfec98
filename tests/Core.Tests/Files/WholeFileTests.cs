using Penstock.Core.Files;
using Penstock.Testing;

namespace Penstock.Core.Tests.Files;

public sealed class WholeFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_made_and_replaced_and_nothing_else_stays_beside_it()
    {
        await WholeFile.WriteAsync(_folder["a.txt"], "first");
        await WholeFile.WriteAsync(_folder["a.txt"], "second");

        Assert.Equal("second", await File.ReadAllTextAsync(_folder["a.txt"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_reader_sees_the_old_content_until_the_new_one_is_whole()
    {
        await WholeFile.WriteAsync(_folder["a.txt"], "first");
        await WholeFile.WriteAsync(
            _folder["a.txt"],
            async draft =>
            {
                await File.WriteAllTextAsync(draft, "sec");
                Assert.Equal("first", await File.ReadAllTextAsync(_folder["a.txt"]));
                await File.AppendAllTextAsync(draft, "ond");
            }
        );

        Assert.Equal("second", await File.ReadAllTextAsync(_folder["a.txt"]));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_the_old_content_alone()
    {
        await WholeFile.WriteAsync(_folder["a.txt"], "first");
        await Assert.ThrowsAsync<IOException>(() =>
            WholeFile.WriteAsync(
                _folder["a.txt"],
                async draft =>
                {
                    await File.WriteAllTextAsync(draft, "sec");
                    throw new IOException("the disk is full");
                }
            )
        );

        Assert.Equal("first", await File.ReadAllTextAsync(_folder["a.txt"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }
}
