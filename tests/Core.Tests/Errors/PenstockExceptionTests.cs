using Penstock.Core.Errors;

namespace Penstock.Core.Tests.Errors;

public class PenstockExceptionTests
{
    [Theory]
    [InlineData(null, null, null, "It broke")]
    [InlineData("row 7", null, null, "It broke: row 7")]
    [InlineData("row 7", "Nothing was published", null, "It broke: row 7. Nothing was published")]
    [InlineData(
        "row 7",
        "Nothing was published",
        "penstock doctor",
        "It broke: row 7. Nothing was published. Next: penstock doctor"
    )]
    [InlineData(null, null, "penstock doctor", "It broke. Next: penstock doctor")]
    public void A_message_says_what_where_in_which_state_and_what_next(
        string? subject,
        string? state,
        string? next,
        string message
    ) => Assert.Equal(message, new PenstockException("It broke", subject, state, next).Message);

    [Fact]
    public void Kinds_of_errors_have_the_documented_exit_codes_and_only_passing_ones_are_tried_again()
    {
        PenstockException[] kinds = [new("a"), new UsageException("a"), new TransientException("a")];

        Assert.Equal([1, 2, 1], kinds.Select(k => k.ExitCode));
        Assert.Equal([false, false, true], kinds.Select(k => k.IsTransient));
    }

    [Fact]
    public void Only_want_of_space_counts_as_a_full_disk()
    {
        var full = Assert.Throws<IOException>(() =>
        {
            using var sink = new FileStream(
                "/dev/full",
                FileMode.Open,
                FileAccess.Write,
                FileShare.ReadWrite,
                bufferSize: 0
            );
            sink.Write("x"u8);
        });

        Assert.True(DiskFull.Is(full));
        Assert.False(DiskFull.Is(new FileNotFoundException()));
        Assert.False(DiskFull.Is(new InvalidOperationException()));
        Assert.Contains("half-written", DiskFull.Explain("a/b", full).Message, StringComparison.Ordinal);
    }
}
