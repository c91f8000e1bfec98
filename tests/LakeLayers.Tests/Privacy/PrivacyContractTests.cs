using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Contracts.Changes;
using Penstock.LakeLayers.Models;
using Penstock.Testing.Specification;

namespace Penstock.LakeLayers.Privacy;

public class PrivacyContractTests
{
    [Fact]
    public void A_column_says_what_it_tells_of_a_person_and_how_that_is_protected()
    {
        var columns = Read(
            """
            properties:
              - name: customer_id
                customProperties: [{property: subject, value: true}, {property: pii, value: account}]
              - {name: mail, customProperties: [{property: pii, value: email}]}
              - {name: mail2, customProperties: [{property: pii, value: email}, {property: protect, value: tokenise}, {property: domain, value: contacts}]}
              - {name: born, customProperties: [{property: pii, value: birth_date}, {property: protect, value: keep}]}
              - {name: other, customProperties: [{property: owner, value: sales}]}
            """
        ).Columns;

        Assert.Equal(
            ["account, keep, subject", "email, hash", "email, tokenise in contacts", "birth_date, keep", ""],
            columns.Select(c => $"{c.Privacy}")
        );
        Assert.Equal([true, true, true, true, false], columns.Select(c => c.IsPersonal));
        Assert.Equal("email", columns[1].Privacy!.Domain);
    }

    [Theory]
    [InlineData(PersonalDataKind.Name, ProtectionMethod.Mask)]
    [InlineData(PersonalDataKind.Email, ProtectionMethod.Hash)]
    [InlineData(PersonalDataKind.Phone, ProtectionMethod.Mask)]
    [InlineData(PersonalDataKind.Address, ProtectionMethod.Mask)]
    [InlineData(PersonalDataKind.BirthDate, ProtectionMethod.Mask)]
    [InlineData(PersonalDataKind.NationalId, ProtectionMethod.Hash)]
    [InlineData(PersonalDataKind.Ip, ProtectionMethod.Mask)]
    [InlineData(PersonalDataKind.Account, ProtectionMethod.Hash)]
    [InlineData(PersonalDataKind.Other, ProtectionMethod.Mask)]
    public void Where_only_the_kind_is_said_it_is_protected_by_the_kinds_default(
        PersonalDataKind kind,
        ProtectionMethod method
    ) => Assert.Equal(method, ColumnPrivacy.DefaultOf(kind));

    [Theory]
    [InlineData("{property: pii, value: shoe_size}", "shoe_size")]
    [InlineData("{property: pii, value: email}, {property: protect, value: encrypt}", "encrypt")]
    [InlineData("{property: protect, value: hash}", "'protect' needs the kind")]
    [InlineData("{property: subject, value: perhaps}", "perhaps")]
    [InlineData("{property: pii, value: email}, {property: pii, value: name}", "twice")]
    [InlineData("{property: pii, value: email}, {property: domain, value: 'A;b'}", "domain")]
    [InlineData("{property: subject, value: true}, {property: protect, value: mask}", "whom a row is about")]
    public void What_is_not_understood_is_refused_with_file_and_line(string properties, string word)
    {
        var error = Assert.Throws<UsageException>(() =>
            Read($"properties:\n  - name: a\n    logicalType: string\n    customProperties: [{properties}]")
        );

        Assert.Equal("contracts/refined.people.yml:11", error.Subject);
        Assert.Contains(word, error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{name: a, unique: true, customProperties: [{property: pii, value: name}]}", "not unique")]
    [InlineData("{name: a, primaryKey: true, customProperties: [{property: pii, value: name}]}", "not unique")]
    [InlineData(
        "{name: a, quality: [{metric: duplicateValues, mustBe: 0}], customProperties: [{property: pii, value: name}]}",
        "same mask"
    )]
    [InlineData(
        "{name: a, logicalType: integer, customProperties: [{property: pii, value: account}]}",
        "logicalType must be string"
    )]
    public void What_a_protection_would_break_is_refused(string property, string word) =>
        Assert.Contains(
            word,
            Assert.Throws<UsageException>(() => Read($"properties:\n  - {property}")).What,
            StringComparison.Ordinal
        );

    [Fact]
    public void Raw_keeps_what_the_source_gave()
    {
        using var folder = new ModelFolder()
            .Contract("raw.people", "properties:\n  - {name: mail, customProperties: [{property: pii, value: email}]}")
            .Contract(
                "raw.others",
                "properties:\n  - {name: mail, customProperties: [{property: pii, value: email}, {property: protect, value: hash}]}"
            );

        Assert.Equal(
            ProtectionMethod.Keep,
            DataContract.Load(Path.Combine(folder.Path, "contracts", "raw.people.yml")).Columns[0].Privacy!.Method
        );
        Assert.Contains(
            "Raw holds what the source gave",
            Assert
                .Throws<UsageException>(() =>
                    DataContract.Load(Path.Combine(folder.Path, "contracts", "raw.others.yml"))
                )
                .What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_terms_are_those_of_the_standard()
    {
        const string Text = """
            apiVersion: v3.1.0
            kind: DataContract
            id: a
            version: 1.0.0
            status: active
            schema: [{name: a, properties: [{name: b, classification: personal, customProperties: [{property: pii, value: email}, {property: protect, value: hash}, {property: subject, value: true}]}]}]
            """;
        Assert.NotNull(DataContract.Parse("refined.a.yml", Text, "a").Columns[0].Privacy);
        if (PublishedContracts.Find() is { } schema)
            Assert.Empty(schema.Faults(PublishedContracts.Read(Text), PublishedContracts.Root));
    }

    [Theory]
    [InlineData("pii: email, protect: hash", "pii: email, protect: keep", true, "not protected any more (hash)")]
    [InlineData("pii: email, protect: hash", "", true, "not protected any more (hash)")]
    [InlineData("pii: email, protect: keep", "pii: email, protect: mask", true, "protected now (mask)")]
    [InlineData("pii: email, protect: hash", "pii: email, protect: tokenise", true, "hash became tokenise")]
    [InlineData(
        "pii: email, protect: hash",
        "pii: email, protect: hash, domain: other",
        true,
        "domain email became other"
    )]
    [InlineData("", "pii: email, protect: keep", false, "personal data: none became email")]
    [InlineData("pii: email, protect: keep", "pii: email, protect: keep, subject: true", false, "whom a row is about")]
    public void A_diff_tells_what_changes_for_people(string old, string @new, bool breaking, string word)
    {
        var diff = ContractDiff.Between(Read(Column(old)), Read(Column(@new)));

        Assert.Contains(
            diff.Changes,
            c => c.Subject == "a" && c.IsBreaking == breaking && c.What.Contains(word, StringComparison.Ordinal)
        );

        static string Column(string terms) =>
            terms.Length == 0
                ? "properties:\n  - {name: a}"
                : $"properties:\n  - {{name: a, customProperties: [{string.Join(", ", terms.Split(", ").Select(t => t.Split(": ")).Select(t => $"{{property: {t[0]}, value: {t[1]}}}"))}]}}";
    }

    private static DataContract Read(string schema)
    {
        using var folder = new ModelFolder().Contract("refined.people", schema);
        return DataContract.Load(Path.Combine(folder.Path, "contracts", "refined.people.yml"));
    }
}
