using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.LakeLayers.Models.Seeding;

/// <summary>
/// The values of a seed's column, and the type that all of them have: what dbt finds, but that no digit and no leading zero is
/// lost.
/// </summary>
internal sealed partial class SeedColumn(string name)
{
    // Numbers of so many digits are the same when they are read into a DOUBLE and written again.
    private const int ExactDigits = 15;
    private const int DecimalDigits = 38;

    private long _values;
    private bool _isBoolean = true;
    private bool _isInteger = true;
    private bool _isLong = true;
    private bool _isNumber = true;
    private bool _isFinite = true;
    private bool _hasExponent;
    private bool _isDate = true;
    private bool _isTimestamp = true;
    private bool _hasNullWord;
    private bool _looksLikeDates = true;
    private int _digits;
    private int _whole;
    private int _fraction;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The first value that is there, and its line.</summary>
    public (string Text, long Line)? First { get; private set; }

    /// <summary>Whether there is no value to tell a type by.</summary>
    public bool IsEmpty => _values == 0 && !_hasNullWord;

    /// <summary>Whether its values are kept as text and look like dates.</summary>
    public bool LooksLikeDates => Type == "VARCHAR" && _looksLikeDates && _values > 0;

    /// <summary>DuckDB's type for it.</summary>
    public string Type =>
        _values == 0 ? "VARCHAR"
        : _isBoolean ? "BOOLEAN"
        : _isInteger && _isLong ? "BIGINT"
        : _isInteger && _digits <= DecimalDigits ? $"DECIMAL({DecimalDigits},0)"
        : _isNumber && _isFinite && _digits <= ExactDigits ? "DOUBLE"
        : _isNumber && !_hasExponent && _whole + _fraction <= DecimalDigits ? $"DECIMAL({DecimalDigits},{_fraction})"
        : !_isNumber && _isDate ? "DATE"
        : !_isNumber && _isTimestamp ? "TIMESTAMP"
        : "VARCHAR";

    /// <summary>Whether a text stands for no value in a column that is not text: blanks, and the word null.</summary>
    public static bool IsNull(string text) =>
        text.AsSpan().Trim() is var trimmed
        && (trimmed.Length == 0 || trimmed.Equals("null", StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes the next value; an empty one is none.</summary>
    public void Add(string text, long line)
    {
        if (text.Length == 0)
            return;
        First ??= (text, line);
        if (IsNull(text))
        {
            _hasNullWord = true;
            return;
        }
        _values++;
        var trimmed = text.AsSpan().Trim(' ');
        _isBoolean = _isBoolean && bool.TryParse(trimmed, out _);
        _isNumber = _isNumber && AddNumber(trimmed);
        _isInteger = _isInteger && _isNumber && WholeNumber().IsMatch(trimmed);
        _isDate = _isDate && trimmed.Length == 10 && IsDate(trimmed);
        _isTimestamp = _isTimestamp && IsTimestamp(trimmed);
        _looksLikeDates = _looksLikeDates && DateFormats.LooksLikeDate(text);
    }

    // What would not come back as it is written is no number: leading zeros, and a plus sign as telephone numbers have it.
    private bool AddNumber(ReadOnlySpan<char> text)
    {
        if (!Number().IsMatch(text))
            return false;
        _isLong = _isLong && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        var digits = text.TrimStart('-');
        var exponent = digits.IndexOfAny('e', 'E');
        _hasExponent |= exponent >= 0;
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        var mantissa = exponent >= 0 ? digits[..exponent] : digits;
        _isFinite = _isFinite && double.IsFinite(value) && (value != 0 || mantissa.IndexOfAnyInRange('1', '9') < 0);
        var point = mantissa.IndexOf('.');
        var whole = (point >= 0 ? mantissa[..point] : mantissa).TrimStart('0').Length;
        var fraction = point >= 0 ? mantissa[(point + 1)..].TrimEnd('0').Length : 0;
        _whole = Math.Max(_whole, whole);
        _fraction = Math.Max(_fraction, fraction);
        _digits = Math.Max(_digits, whole + fraction);
        return true;
    }

    private static bool IsDate(ReadOnlySpan<char> text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsTimestamp(ReadOnlySpan<char> text) =>
        text.Length >= 19
        && text[10] is ' ' or 'T'
        && IsDate(text[..10])
        && TimeOnly.TryParseExact(
            text[11..].TrimEnd('Z'),
            "HH:mm:ss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _
        );

    [GeneratedRegex(@"^(0|-?[1-9]\d*)\z")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^-?(0|[1-9]\d*|(?=\.))(\.\d+)?([eE][+-]?\d{1,4})?\z")]
    private static partial Regex Number();
}
