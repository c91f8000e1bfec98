using System.Globalization;
using System.Text.Json;
using Penstock.Core.Errors;
using Spectre.Console;

namespace Penstock.Cli.Output;

/// <summary>Data to standard output (a table, or JSON when asked), everything else to standard error.</summary>
internal sealed class Printer(bool json)
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // JSON has no NaN and no infinities: they are the texts "NaN", "Infinity" and "-Infinity".
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // What is inside a cell stays on its line.
    private static readonly JsonSerializerOptions CellOptions = new(JsonOptions) { WriteIndented = false };

    /// <summary>The terminal (or log) that people watch.</summary>
    public IAnsiConsole People { get; } = Open(Console.Error, Console.IsErrorRedirected);

    /// <summary>Whether data is printed as JSON.</summary>
    public bool IsJson { get; } = json;

    /// <summary>Prints one value: as JSON when asked, otherwise as <paramref name="draw"/> says.</summary>
    public void Data<T>(T value, Action<T> draw)
    {
        if (IsJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(value, JsonOptions));
        else
            draw(value);
    }

    /// <summary>Prints rows as a table; numbers are set to the right, NULL is shown as an empty cell.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows) =>
        Print(columns, rows, Text);

    /// <summary>Prints rows of the lake: times with all of their fraction, bytes as DuckDB writes them.</summary>
    public void Values(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows) =>
        Print(columns, rows, Exact);

    private void Print(
        IReadOnlyList<string> columns,
        IEnumerable<IReadOnlyList<object?>> rows,
        Func<object?, string> text
    )
    {
        var list = rows.ToList();
        if (IsJson)
        {
            var keys = Keys(columns);
            Console.Out.WriteLine(
                JsonSerializer.Serialize(
                    list.Select(r => keys.Zip(r).ToDictionary(p => p.First, p => p.Second)),
                    JsonOptions
                )
            );
            return;
        }
        var console = Open(Console.Out, Console.IsOutputRedirected);
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        for (var i = 0; i < columns.Count; i++)
        {
            var column = new TableColumn(new Markup($"[bold]{Markup.Escape(columns[i])}[/]"));
            if (list.Exists(r => r[i] is not null) && list.TrueForAll(r => r[i] is null or Figure || IsNumber(r[i])))
                column.RightAligned();
            table.AddColumn(column);
        }
        foreach (var row in list)
            table.AddRow(row.Select(v => new Text(text(v))).ToArray());
        console.Write(table);
    }

    /// <summary>A plain line for people, on standard error.</summary>
    public void Note(string text) => People.MarkupLineInterpolated($"[grey]penstock:[/] {text}");

    /// <summary>A heading for people, on standard error.</summary>
    public void Heading(string text)
    {
        People.WriteLine();
        People.MarkupLineInterpolated($"[bold deepskyblue1]{text}[/]");
    }

    /// <summary>What happened, to what, in which state the data is, what to do next.</summary>
    public void Error(PenstockException error)
    {
        People.MarkupLineInterpolated($"[red]penstock: {error.What}[/]");
        if (error.Subject is { } subject)
            People.MarkupLineInterpolated($"  [grey]what [/] {subject}");
        if (error.State is { } state)
            People.MarkupLineInterpolated($"  [grey]state[/] {state}");
        People.MarkupLineInterpolated($"  [grey]next [/] [bold]{error.Next ?? "penstock doctor"}[/]");
    }

    /// <summary>A value as a table or a line shows it.</summary>
    public static string Text(object? value) =>
        value switch
        {
            null => "",
            DateTimeOffset t => t.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            DateTime t => t.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            Figure figure => figure.ToString(),
            string s => s,
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            System.Collections.IEnumerable
            or not null
                when value.GetType().Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true =>
                JsonSerializer.Serialize(value, CellOptions),
            _ => value.ToString() ?? "",
        };

    /// <summary>A value of the lake with everything that it has.</summary>
    public static string Exact(object? value) =>
        value switch
        {
            DateTimeOffset t => t.UtcDateTime.ToString(
                "yyyy-MM-dd HH:mm:ss.FFFFFFF'+00'",
                CultureInfo.InvariantCulture
            ),
            byte[] bytes => string.Concat(
                bytes.Select(b => b is >= 32 and < 127 and not (byte)'\\' ? ((char)b).ToString() : $"\\x{b:X2}")
            ),
            _ => Text(value),
        };

    private static bool IsNumber(object? value) =>
        value is not null
            && value.GetType() is { IsPrimitive: true } type
            && type != typeof(bool)
            && type != typeof(char)
        || value is decimal or Int128 or UInt128;

    // A query may give two columns one name, an object may not: the later ones are told apart as DuckDB does it.
    private static List<string> Keys(IReadOnlyList<string> columns)
    {
        List<string> keys = [];
        foreach (var column in columns)
        {
            var key = column;
            for (var i = 1; keys.Contains(key) || (i > 1 && columns.Contains(key)); i++)
                key = string.Create(CultureInfo.InvariantCulture, $"{column}_{i}");
            keys.Add(key);
        }
        return keys;
    }

    // Into a file or a pipe go plain lines, not folded at the width of a terminal that is not there.
    private static IAnsiConsole Open(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            }
        );
        if (isRedirected)
            console.Profile.Width = 1_000;
        return console;
    }
}
