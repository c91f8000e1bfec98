using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Testing;

namespace Penstock.LakeLayers.Privacy;

public class MaskSqlTests
{
    [Theory]
    [InlineData(PersonalDataKind.Email, "alice@example.com", "a***@example.com")]
    [InlineData(PersonalDataKind.Email, "a@example.com", "***@example.com")]
    [InlineData(PersonalDataKind.Email, "alice", "***")]
    [InlineData(PersonalDataKind.Email, "alice@", "***")]
    [InlineData(PersonalDataKind.Email, "Alice <alice@example.com>", "***")]
    [InlineData(PersonalDataKind.Email, "a@b@c", "***")]
    [InlineData(PersonalDataKind.Email, "öz@example.com", "ö***@example.com")]
    [InlineData(PersonalDataKind.Phone, "+49 (30) 901820-42", "***42")]
    [InlineData(PersonalDataKind.Phone, "110", "***")]
    [InlineData(PersonalDataKind.Phone, "none", "***")]
    [InlineData(PersonalDataKind.Name, "Ada Lovelace", "A. L.")]
    [InlineData(PersonalDataKind.Name, "  Jean-Luc   Picard ", "J. L. P.")]
    [InlineData(PersonalDataKind.Name, "Anna Maria de la Cruz", "A. M. d.")]
    [InlineData(PersonalDataKind.Name, "X Æ", "*. *.")]
    [InlineData(PersonalDataKind.Name, "李明", "李.")]
    [InlineData(PersonalDataKind.Name, " ", "***")]
    [InlineData(PersonalDataKind.Name, "4711", "***")]
    [InlineData(PersonalDataKind.Ip, "192.168.17.45", "192.168.17.0")]
    [InlineData(PersonalDataKind.Ip, "2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3::")]
    [InlineData(PersonalDataKind.Ip, "::1", "***")]
    [InlineData(PersonalDataKind.Ip, "localhost", "***")]
    [InlineData(PersonalDataKind.BirthDate, "1815-12-10", "1815-01-01")]
    [InlineData(PersonalDataKind.BirthDate, "10.12.1815", "***")]
    [InlineData(PersonalDataKind.Account, "DE02120300000000202051", "***2051")]
    [InlineData(PersonalDataKind.Account, "202051", "***")]
    [InlineData(PersonalDataKind.Address, "St James's Square 12, London", "***")]
    [InlineData(PersonalDataKind.NationalId, "L01X00T47", "***")]
    [InlineData(PersonalDataKind.Other, "", "***")]
    public void A_mask_keeps_what_tells_little(PersonalDataKind kind, string clear, string masked) =>
        Assert.Equal(masked, Run(kind, "VARCHAR", clear));

    [Theory]
    [InlineData(PersonalDataKind.Email)]
    [InlineData(PersonalDataKind.Name)]
    [InlineData(PersonalDataKind.Phone)]
    [InlineData(PersonalDataKind.Ip)]
    [InlineData(PersonalDataKind.Other)]
    public void What_is_missing_stays_missing(PersonalDataKind kind) => Assert.Null(Run(kind, "VARCHAR", null));

    [Theory]
    [InlineData("DATE", "1815-12-10", "1815-01-01")]
    [InlineData("TIMESTAMP", "1815-12-10 08:15:00", "1815-01-01 00:00:00")]
    public void A_date_of_birth_stays_a_date(string type, string clear, string masked)
    {
        Assert.Equal(masked, Run(PersonalDataKind.BirthDate, type, clear));
        Assert.Null(Run(PersonalDataKind.BirthDate, type, null));
    }

    [Theory]
    [InlineData(PersonalDataKind.Account, "BIGINT")]
    [InlineData(PersonalDataKind.Name, "VARCHAR[]")]
    [InlineData(PersonalDataKind.Email, "DATE")]
    [InlineData(PersonalDataKind.BirthDate, "INTEGER")]
    public void Other_types_have_no_mask(PersonalDataKind kind, string type) =>
        Assert.Null(MaskSql.Of(kind, "v", type));

    [Fact]
    public void The_hash_in_SQL_is_HMAC_SHA_256()
    {
        using var folder = new TestFolder();
        using var session = DuckDbSession.Open(new DuckDbOptions(folder.Path) { Threads = 1 });
        var key = new PrivacyKey(new string('k', 32));
        var hash = new KeyedHash(session, key);
        foreach (var value in new[] { "", "alice@example.com", "ünïcödé ☃", new string('x', 1000) })
        {
            Assert.Equal(
                key.Hash("email", value),
                session.Scalar<string>(
                    $"SELECT {hash.Of("email", "$1::VARCHAR")}".Replace(
                        "$1",
                        Core.Metadata.Sql.Literal(value),
                        StringComparison.Ordinal
                    )
                )
            );
        }
        Assert.NotEqual(key.Hash("email", "a"), key.Hash("phone", "a"));
        Assert.NotEqual(key.Hash("email", "a"), new PrivacyKey(new string('l', 32)).Hash("email", "a"));
        Assert.Null(session.Scalar<string>($"SELECT {hash.Of("email", "NULL::VARCHAR")}"));
        Assert.DoesNotContain(key.Id, new string('k', 32), StringComparison.Ordinal);
    }

    private static string? Run(PersonalDataKind kind, string type, string? clear)
    {
        using var folder = new TestFolder();
        using var session = DuckDbSession.Open(new DuckDbOptions(folder.Path) { Threads = 1 });
        return session.Scalar<string>(
            $"SELECT ({MaskSql.Of(kind, "v", type)})::VARCHAR FROM (SELECT CAST($1 AS {type}) AS v)",
            [clear]
        );
    }
}
