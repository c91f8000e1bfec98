using System.Text;
using Penstock.Jinja;

namespace Penstock.LakeLayers.Models.Templates;

/// <summary>
/// Puts SQL together. What comes from outside becomes a literal, or a part of the literal or name that it stands in: nothing
/// that a
/// value holds is ever read as SQL.
/// </summary>
internal sealed class SqlWriter(string file)
{
    private readonly StringBuilder _sql = new();
    private readonly List<int> _lines = [1];
    private readonly SqlPosition _position = new();

    public string Sql => _sql.ToString();

    /// <summary>For each line of the SQL that of the file.</summary>
    public IReadOnlyList<int> Lines => _lines;

    public void Write(IReadOnlyList<OutputPiece> pieces)
    {
        var wasForeign = false;
        foreach (var piece in pieces)
        {
            var text = piece.IsForeign ? _position.Protect(piece.Text) ?? throw Refuse(piece) : piece.Text;
            // Two literals without a blank between them would be one.
            if (wasForeign && !piece.IsForeign && text.StartsWith('\'') && _position.IsOutside)
                text = " " + text;
            wasForeign = piece.IsForeign;
            _position.Walk(text);
            if (_sql.Length == 0 || _sql[^1] == '\n')
                _lines[^1] = piece.Line;
            var line = piece.Line;
            foreach (var c in text)
                if (c == '\n')
                    _lines.Add(piece.IsData ? ++line : line);
            _sql.Append(text);
        }
    }

    private JinjaException Refuse(OutputPiece piece) =>
        throw new Core.Errors.UsageException(
            "A value of a variable stands where it cannot be kept apart from the SQL (a comment or a $$ text)",
            $"{file}:{piece.Line}",
            "write it where a value can stand"
        );
}
