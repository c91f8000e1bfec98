using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Privacy;

/// <summary>
/// Masks by kind, as expressions of DuckDB: what stays tells little, the type is kept, NULL stays NULL, and whatever a mask
/// does not
/// understand becomes <c>***</c>. Text of any kind, and of <c>birth_date</c> also dates and timestamps, can be masked.
/// </summary>
internal static class MaskSql
{
    public const string Hidden = "'***'";

    /// <param name="kind">The kind.</param>
    /// <param name="value">The column, quoted.</param>
    /// <param name="type">Its type.</param>
    /// <returns>The expression, or null when values of the type cannot be masked.</returns>
    public static string? Of(PersonalDataKind kind, string value, string type)
    {
        if (
            kind == PersonalDataKind.BirthDate
            && (type == "DATE" || type.StartsWith("TIMESTAMP", StringComparison.Ordinal))
        )
            return $"date_trunc('year', {value})::{type}";
        if (type != "VARCHAR")
            return null;
        // NULL in every case first: a pattern that NULL does not match would make it ***.
        return $"CASE WHEN {value} IS NULL THEN NULL {Cases(kind, value)} ELSE {Hidden} END";
    }

    private static string Cases(PersonalDataKind kind, string v) =>
        kind switch
        {
            // The first letter and the domain; a single letter is the whole name.
            PersonalDataKind.Email =>
                $"WHEN regexp_full_match({v}, '[^@\\s]{{2,}}@[^@\\s]+') THEN left({v}, 1) || '***' || substr({v}, position('@' IN {v})) WHEN regexp_full_match({v}, '[^@\\s]@[^@\\s]+') THEN '***' || substr({v}, position('@' IN {v}))",
            // The last two digits of a number that has enough others.
            PersonalDataKind.Phone =>
                $"WHEN length(regexp_replace({v}, '[^0-9]', '', 'g')) >= 6 THEN '***' || right(regexp_replace({v}, '[^0-9]', '', 'g'), 2)",
            // At most three initials: their number shall not tell much either.
            PersonalDataKind.Name =>
                $"WHEN regexp_matches({v}, '\\p{{L}}') THEN array_to_string(list_transform(list_filter(string_split_regex({v}, '[^\\p{{L}}]+'), lambda word: word <> '')[:3], lambda word: CASE WHEN length(word) = 1 THEN '*' ELSE left(word, 1) END || '.'), ' ')",
            // The network: of IPv4 three bytes, of IPv6 48 bits.
            PersonalDataKind.Ip =>
                $"WHEN regexp_full_match({v}, '([0-9]{{1,3}}\\.){{3}}[0-9]{{1,3}}') THEN regexp_replace({v}, '[0-9]+$', '0') WHEN regexp_matches({v}, '^([0-9A-Fa-f]{{1,4}}:){{3}}') THEN regexp_extract({v}, '^([0-9A-Fa-f]{{1,4}}:){{3}}') || ':'",
            PersonalDataKind.BirthDate =>
                $"WHEN regexp_full_match({v}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}.*') THEN left({v}, 4) || '-01-01'",
            // As on receipts: the last four, where enough others are hidden.
            PersonalDataKind.Account => $"WHEN length({v}) >= 12 THEN '***' || right({v}, 4)",
            _ => "",
        };

    /// <summary>What to say of a column that cannot be masked.</summary>
    public static UsageException Refusal(string column, string type, PersonalDataKind kind, string at) =>
        new(
            $"A column of the type {type} cannot be masked: {column} ({PrivacyReader.Word(kind)})",
            at,
            "hash or tokenise it, or make it text in the model (a birth_date may be a date)"
        );
}
