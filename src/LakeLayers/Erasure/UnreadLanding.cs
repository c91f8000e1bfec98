using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Searches the objects of landing that no table was made from yet, or any more: line by line for the identifier as a word of
/// its own.
/// </summary>
internal sealed class UnreadLanding(Lake lake, string subject)
{
    // A number of two digits is in every line.
    private const int ShortestWord = 3;

    private readonly List<string> _notes = [];

    /// <summary>What was not searched.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <returns>Lines as <c>key#number</c>.</returns>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        List<string> found = [];
        var word = new Regex($@"(?<!\w){Regex.Escape(subject)}(?!\w)", RegexOptions.CultureInvariant);
        var reader = new LandingReader(lake.Objects);
        foreach (var landed in await UnreadAsync(cancellationToken))
        {
            if (!landed.MediaType.Contains("ndjson", StringComparison.Ordinal) || subject.Length < ShortestWord)
            {
                _notes.Add($"{landed.Key}: no table has been made from it, and it was not searched");
                continue;
            }
            using var lines = new StreamReader(await reader.OpenContentAsync(landed, cancellationToken), Encoding.UTF8);
            for (var number = 1L; await lines.ReadLineAsync(cancellationToken) is { } line; number++)
            {
                if (word.IsMatch(line))
                    found.Add($"{landed.Key}#{number}");
            }
        }
        return found;
    }

    private async Task<IReadOnlyList<LandedObject>> UnreadAsync(CancellationToken cancellationToken)
    {
        List<string> keys;
        await using (var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken))
        {
            keys = (
                await connection.QueryAsync<string>(
                    """
                    SELECT DISTINCT o.object_key FROM lake.landing_object o WHERE NOT EXISTS (
                        SELECT FROM lake.data_file f WHERE f.landing_key = o.object_key OR f.landing_keys ? o.object_key) ORDER BY 1
                    """
                )
            ).AsList();
        }
        List<LandedObject> objects = [];
        // Documents become tables without a file for each; what is made of lines says which objects it has.
        foreach (var key in keys.Where(k => !k.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase)))
            objects.Add((await lake.Landing.FindByKeyAsync(key, cancellationToken))!);
        return objects;
    }
}
