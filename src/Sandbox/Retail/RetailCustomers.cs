namespace Penstock.Sandbox.Retail;

/// <summary>The customers: their numbers and countries. One customer in about 700 moves to another country half-way.</summary>
internal sealed class RetailCustomers
{
    internal static readonly string[] Countries =
    [
        "United Kingdom",
        "Germany",
        "France",
        "EIRE",
        "Spain",
        "Netherlands",
        "Belgium",
        "Switzerland",
        "Portugal",
        "Australia",
        "Norway",
        "Italy",
        "Channel Islands",
        "Finland",
        "Cyprus",
        "Sweden",
        "Austria",
        "Denmark",
        "Japan",
        "Poland",
        "USA",
        "Israel",
        "Unspecified",
        "Singapore",
        "Iceland",
        "Canada",
        "Greece",
        "Malta",
        "United Arab Emirates",
        "European Community",
        "RSA",
        "Lebanon",
        "Lithuania",
        "Brazil",
        "Czech Republic",
        "Bahrain",
        "Saudi Arabia",
        "Hong Kong",
    ];

    private readonly byte[] _country;
    private readonly ulong _range;
    private readonly ulong _step;
    private readonly ulong _seed;

    public RetailCustomers(int count, ulong seed)
    {
        _seed = seed;
        _range = Math.Max(5_942, (ulong)(count * 1.36));
        _step = 2_377;
        while (Divisor(_step, _range) != 1)
            _step += 2;
        _country = new byte[count];
        for (var c = 0; c < count; c++)
            _country[c] = AnyCountry(Bits(c));
        // Every country has a customer, whatever chance says.
        for (var k = 0; count >= Countries.Length && k < Countries.Length; k++)
            _country[(long)k * count / Countries.Length] = (byte)k;
    }

    /// <summary>How many there are.</summary>
    public int Count => _country.Length;

    /// <summary>The number of the customer, 12346 and up; distinct, and without order.</summary>
    public int Id(int customer) => (int)(12_346 + ((ulong)customer * _step + 5_504) % _range);

    /// <summary>Where the customer lives on a day.</summary>
    public string Country(int customer, int day)
    {
        var bits = Bits(customer);
        var moved = day > RetailCalendar.Days / 2 && bits % 701 == 5;
        return Countries[moved ? AnyCountry(SplitMix.Mix(bits)) : _country[customer]];
    }

    private ulong Bits(int customer) => SplitMix.Mix(_seed ^ ((ulong)customer + 0xC057_0000_0000));

    // Nine in ten live in the United Kingdom, most others in the first few of the list.
    private static byte AnyCountry(ulong bits)
    {
        if (bits % 10 != 0)
            return 0;
        var u = (bits >> 16) % 1000 / 1000.0;
        return (byte)(1 + (int)(u * u * (Countries.Length - 1)));
    }

    private static ulong Divisor(ulong a, ulong b) => b == 0 ? a : Divisor(b, a % b);
}
