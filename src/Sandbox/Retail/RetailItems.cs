using System.Globalization;

namespace Penstock.Sandbox.Retail;

/// <summary>
/// The items: codes, names and prices. A name changes once for one item in ten, a price up to four times in the year.
/// </summary>
internal sealed class RetailItems
{
    private static readonly double[] Prices =
    [
        0.19,
        0.29,
        0.42,
        0.55,
        0.65,
        0.85,
        0.95,
        1.25,
        1.45,
        1.65,
        1.95,
        2.1,
        2.55,
        2.95,
        3.39,
        3.75,
        4.25,
        4.95,
        5.95,
        6.75,
        7.95,
        8.5,
        9.95,
        10.95,
        12.75,
        14.95,
        16.95,
        19.95,
    ];

    // Codes that are no goods, as in the genuine set; they stand at fixed places among the items.
    private static readonly Dictionary<int, (string Code, string Name, double Price)> Special = new()
    {
        [0] = ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 2.55),
        [40] = ("POST", "POSTAGE", 18),
        [90] = ("M", "Manual", 1.25),
        [160] = ("C2", "CARRIAGE", 50),
        [230] = ("DOT", "DOTCOM POSTAGE", 66.36),
    };

    private static readonly string[] Colours =
    [
        "WHITE",
        "RED",
        "PINK",
        "BLUE",
        "CREAM",
        "BLACK",
        "GREEN",
        "IVORY",
        "VINTAGE",
        "RETROSPOT",
        "ANTIQUE SILVER",
        "GOLD",
    ];
    private static readonly string[] Styles =
    [
        "HANGING HEART",
        "METAL",
        "CERAMIC",
        "WOODEN",
        "KNITTED",
        "PAPER",
        "GLASS",
        "POLKADOT",
        "UNION JACK",
        "PAISLEY",
        "ENAMEL",
        "FELTCRAFT",
        "SWEETHEART",
        "REGENCY",
    ];
    private static readonly string[] Goods =
    [
        "T-LIGHT HOLDER",
        "LANTERN",
        "COAT HANGER",
        "HOT WATER BOTTLE",
        "CAKESTAND",
        "LUNCH BOX",
        "JUMBO BAG",
        "MUG",
        "BIRD ORNAMENT",
        "PHOTO FRAME",
        "TEA TOWEL",
        "DOORMAT",
        "CUTLERY SET",
        "WALL CLOCK",
        "BUNTING",
        "CAKE CASES",
        "NIGHT LIGHT",
        "DRAWER KNOB",
        "GIFT WRAP",
        "MONEY BOX",
    ];

    private readonly string[] _codes;
    private readonly string[] _names;
    private readonly string[] _laterNames;
    private readonly ulong _seed;

    public RetailItems(int count, ulong seed)
    {
        _seed = seed;
        _codes = new string[count];
        _names = new string[count];
        _laterNames = new string[count];
        for (var i = 0; i < count; i++)
        {
            var special = Special.TryGetValue(i, out var s);
            _codes[i] = special ? s.Code : MakeCode(i);
            _names[i] = special ? s.Name : MakeName(Bits(i));
            _laterNames[i] = special || Bits(i) / 7 % 10 != 0 ? _names[i] : Rename(_names[i], Bits(i) / 70 % 3);
        }
    }

    /// <summary>The item's stock code.</summary>
    public string Code(int item) => _codes[item];

    /// <summary>The item's name on a day.</summary>
    public string Description(int item, int day) =>
        day >= (int)(Bits(item) >> 40) % RetailCalendar.Days ? _laterNames[item] : _names[item];

    /// <summary>The item's list price on a day, in pounds.</summary>
    public double Price(int item, int day)
    {
        if (Special.TryGetValue(item, out var special))
            return special.Price;
        var bits = Bits(item);
        var changes = (int)(bits % 5);
        var phase = (int)(bits >> 32) & 0xFF;
        var version = changes == 0 ? 0 : (day * changes + phase) / RetailCalendar.Days;
        // The lesser of two: cheap goods are more than dear ones.
        var from = (int)
            Math.Min(
                (bits >> 8 & 0xFFFF) % (ulong)(Prices.Length - 3),
                (bits >> 16 & 0xFFFF) % (ulong)(Prices.Length - 3)
            );
        return Prices[from + (version == 0 ? 0 : (int)(SplitMix.Mix(bits + (ulong)version) % 4))];
    }

    private ulong Bits(int item) => SplitMix.Mix(_seed ^ ((ulong)item + 0x17E3_0000_0000));

    // 7919 and 90000 have no common divisor: 90,000 different numbers, then again with two letters behind.
    private string MakeCode(int item)
    {
        var number = 10_000 + ((long)item * 7_919 + 75_123) % 90_000;
        var lap = item / 90_000;
        var letters =
            lap > 0 ? $"{(char)('A' + lap / 26 % 26)}{(char)('A' + lap % 26)}"
            : Bits(item) % 4 == 0 ? $"{(char)('A' + Bits(item) / 4 % 8)}"
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{number}{letters}");
    }

    private static string MakeName(ulong bits)
    {
        string Any(string[] words, int shift) => words[(bits >> shift) % (ulong)words.Length];
        var set = (bits >> 50) % 8 == 0 ? $"SET OF {2 + (bits >> 53) % 9} " : "";
        return $"{set}{Any(Colours, 3)} {Any(Styles, 13)} {Any(Goods, 23)}";
    }

    private static string Rename(string name, ulong how) =>
        how switch
        {
            0 => name + " ",
            1 => name.Replace("SET OF ", "SET/", StringComparison.Ordinal) + " NEW",
            _ => name.Insert(name.IndexOf(' ', StringComparison.Ordinal), " "),
        };
}
