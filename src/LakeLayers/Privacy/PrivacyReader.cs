using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Privacy;

/// <summary>
/// Reads what a contract says of personal data, in the <c>customProperties</c> of a column: <c>pii</c> (the kind), <c>protect</c>
/// (<c>keep</c>, <c>mask</c>, <c>hash</c>, <c>tokenise</c>), <c>domain</c> and <c>subject</c>.
/// </summary>
internal static partial class PrivacyReader
{
    /// <param name="column">The column's entry.</param>
    /// <param name="zone">The table's zone.</param>
    /// <param name="logicalType">The type that the contract promises, if any.</param>
    public static ColumnPrivacy? Read(YamlMap column, string zone, string? logicalType)
    {
        Dictionary<string, YamlMap> properties = [];
        foreach (
            var property in column
                .Maps("customProperties")
                .Where(p => p.Text("property") is "pii" or "protect" or "domain" or "subject")
        )
        {
            if (!properties.TryAdd(property.Text("property")!, property))
                throw property.Error("property", $"'{property.Text("property")}' is said twice");
        }
        var (pii, protect) = (properties.GetValueOrDefault("pii"), properties.GetValueOrDefault("protect"));
        var isSubject = properties.GetValueOrDefault("subject")?.Flag("value") ?? false;
        if (pii is null && !isSubject)
        {
            return properties.Values.FirstOrDefault(p => p.Text("property") != "subject") is { } lone
                ? throw lone.Error(
                    "property",
                    $"'{lone.Text("property")}' needs the kind of personal data beside it: {{property: pii, value: …}}"
                )
                : null;
        }
        var kind = pii?.Choice("value", PersonalDataKind.Other) ?? PersonalDataKind.Other;
        // Who a row is about has to be found again: the kind of a subject alone changes nothing.
        var method =
            protect?.Choice("value", ProtectionMethod.Keep)
            ?? (isSubject || zone == "raw" ? ProtectionMethod.Keep : ColumnPrivacy.DefaultOf(kind));
        var read = new ColumnPrivacy(
            kind,
            method,
            DomainOf(properties.GetValueOrDefault("domain"), kind),
            isSubject,
            (protect ?? pii ?? properties["subject"]).Line
        );
        return Check(read, column, protect ?? pii ?? properties["subject"], zone, logicalType);
    }

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static ColumnPrivacy Check(ColumnPrivacy read, YamlMap column, YamlMap at, string zone, string? logicalType)
    {
        if (read.IsChanged && zone == "raw")
            throw at.Error(
                "value",
                "Raw holds what the source gave: nothing can be protected there; protect the column of the refined table"
            );
        if (read.Method != ProtectionMethod.Mask)
        {
            return read.NeedsKey && logicalType is not (null or "string")
                ? throw at.Error(
                    "value",
                    $"'{Word(read.Method)}' makes text of every value: the column's logicalType must be string, not {logicalType}"
                )
                : read;
        }
        if (read.IsSubject)
            throw at.Error(
                "value",
                "A masked value does not tell whom a row is about: keep, hash or tokenise a subject"
            );
        if (column.Flag("primaryKey") || column.Flag("unique"))
            throw at.Error("value", "Masked values are not unique: hash or tokenise a key");
        return read;
    }

    private static string DomainOf(YamlMap? domain, PersonalDataKind kind)
    {
        if (domain is null)
            return Word(kind);
        var name = domain.Require("value");
        return Name().IsMatch(name)
            ? name
            : throw domain.Error(
                "value",
                $"'{name}' is no name of a domain: small letters, digits and underscores, at most 63"
            );
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex Name();
}
