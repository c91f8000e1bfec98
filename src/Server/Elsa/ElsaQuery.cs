using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Penstock.Server.Elsa;

/// <summary>Query parameters in any case, as different clients spell them; booleans arrive as <c>True</c> too.</summary>
internal static class ElsaQuery
{
    public static string? Text(this IQueryCollection query, string name) =>
        query[name] is [{ Length: > 0 } text, ..] ? text : null;

    public static IReadOnlyList<string> Texts(this IQueryCollection query, string name) =>
        [.. query[name].OfType<string>().Where(t => t.Length > 0)];

    public static bool? Flag(this IQueryCollection query, string name) =>
        bool.TryParse(query.Text(name), out var flag) ? flag : null;

    public static int? Whole(this IQueryCollection query, string name) =>
        int.TryParse(query.Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static bool Descending(this IQueryCollection query) =>
        "Descending".Equals(query.Text("OrderDirection"), StringComparison.OrdinalIgnoreCase);

    public static T Choice<T>(this IQueryCollection query, string name, T other)
        where T : struct, Enum =>
        Enum.TryParse<T>(query.Text(name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : other;
}
