using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Testing;

namespace Penstock.Core.Tests.Metadata;

public class SqlTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("Mixed Case", "\"Mixed Case\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("\"; DROP TABLE t; --", "\"\"\"; DROP TABLE t; --\"")]
    public void An_identifier_is_quoted(string name, string quoted) => Assert.Equal(quoted, Sql.Identifier(name));

    [Fact]
    public void A_name_that_no_database_takes_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Sql.Identifier(""));
        Assert.Throws<ArgumentException>(() => Sql.Identifier("a\0b"));
        Assert.Throws<ArgumentException>(() => Sql.Literal("a\0b"));
    }

    [Fact]
    public void Qualified_names_and_lists_are_quoted_part_by_part()
    {
        Assert.Equal("\"s.x\".\"t\"", Sql.Identifier("s.x", "t"));
        Assert.Equal("\"a\", \"b\"\"c\"", Sql.Identifiers(["a", "b\"c"]));
        Assert.Equal("", Sql.Identifiers([]));
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("'; DROP TABLE t; --")]
    [InlineData("back\\slash\\'")]
    [InlineData("two\nlines \t $1 $$ ''")]
    [InlineData("Zürich 東京 🚰")]
    public async Task PostgreSQL_reads_names_and_literals_back_as_they_were(string text)
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await using var command = source.CreateCommand($"SELECT {Sql.Literal(text)} AS {Sql.Identifier(text)}");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();

        Assert.Equal((text, text), (reader.GetName(0), reader.GetString(0)));
    }
}
