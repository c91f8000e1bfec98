namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>
/// The months as <c>ls</c> abbreviates or writes them in the languages of servers (Unicode CLDR and glibc's locales). A word
/// that two
/// languages mean differently is left out.
/// </summary>
internal static class MonthNames
{
    private static readonly string[] Words =
    [
        "jan january januar januari jän jänner janv janvier ene enero gen gennaio gener janeiro sty stycznia "
            + "led ledna tammi янв января січ oca ocak ian ianuarie jaan január januára ιαν ιανουαρίου",
        "feb february februar februari febr févr fév février feber febrero febbraio fev fevereiro lut luty "
            + "úno února helmi фев февр февраля лют şub şubat februarie veebr február φεβ φεβρουαρίου",
        "mar march märz mär mrz mars mrt maart marzo març março marca bře března maalis мар март марта бер "
            + "mart márc március märts martie μαρ μαρτίου",
        "apr april avr avril abr abril aprile kwi kwietnia dub dubna huhti апр апреля кві nis nisan ápr "
            + "április aprilie απρ απριλίου",
        "may mai maj mei mayo mag maggio maig maio maja kvě května touko май мая тра mayıs máj május μαΐ μαϊ "
            + "μάι μαι μαΐου",
        "jun june juni juin junio giu giugno juny junho cze czerwca čen června kesä июн июня чер haz haziran "
            + "jún június iun iunie juuni ιουν ιούν ιουνίου",
        "jul july juli juil juillet julio lug luglio juliol julho lip lipca čec července heinä июл июля лип "
            + "tem temmuz júl július iul iulie juuli ιουλ ιούλ ιουλίου",
        "aug august août aout ago agosto ag agost sie sierpnia srp srpna elo авг августа сер ağu ağustos "
            + "augusti augustus augusztus αυγ αύγ αυγούστου",
        "sep sept september septembre septiembre set settembre setembre setembro wrz września zář září syys "
            + "сен сент сентября вер eyl eylül szept szeptember septembrie σεπ σεπτεμβρίου",
        "oct october okt oktober octobre octubre ott ottobre out outubro paź paz października říj října loka "
            + "окт октября жов eki ekim október octombrie οκτ οκτωβρίου",
        "nov november novembre noviembre novembro lis listopada listopadu marras ноя нояб ноября kas kasım "
            + "noiembrie νοε νοέ νοεμβρίου",
        "dec december dez dezember déc décembre dic diciembre dicembre des desember desembre dezembro gru "
            + "grudnia pro prosince joulu дек декабря ara aralık detsember dets decembrie δεκ δεκεμβρίου",
    ];

    private static readonly Dictionary<string, int> Months = Words
        .SelectMany((words, i) => words.Split(' ').Select(word => (Word: word, Month: i + 1)))
        .GroupBy(w => w.Word, StringComparer.Ordinal)
        .Where(g => g.Select(w => w.Month).Distinct().Count() == 1)
        .ToDictionary(g => g.Key, g => g.First().Month, StringComparer.Ordinal);

    /// <summary>
    /// The month's number, or null for a word that is none. Case and a dot behind it do not count; East Asia writes numbers.
    /// </summary>
    /// <param name="word">One character a byte.</param>
    public static int? Find(string word)
    {
        if (char.IsAsciiDigit(word[0]))
        {
            var digits = word.Length > 1 && char.IsAsciiDigit(word[1]) ? 2 : 1;
            return
                int.Parse(word.AsSpan(0, digits), System.Globalization.CultureInfo.InvariantCulture)
                    is >= 1
                        and <= 12
                        and var month
                ? month
                : null;
        }
        var text = WireText.Show(word).TrimEnd('.').Normalize().ToLowerInvariant();
        return Months.TryGetValue(text, out var found) ? found : null;
    }
}
