using System.Text.RegularExpressions;

namespace Penstock.Jinja.Formatting;

/// <summary>Breaks a line as Python's <c>textwrap</c> does, with blanks inside kept and those at a break dropped.</summary>
internal static partial class WordWrap
{
    public static List<string> Lines(string text, int width, bool breaksWords, bool breaksHyphens)
    {
        var chunks = new Stack<string>(
            (breaksHyphens ? Hyphenated() : Blanks()).Split(text).Where(c => c.Length > 0).Reverse()
        );
        List<string> lines = [];
        while (chunks.Count > 0)
        {
            List<string> line = [];
            var length = 0;
            if (lines.Count > 0 && chunks.Peek().Trim().Length == 0)
                chunks.Pop();
            while (chunks.Count > 0 && length + chunks.Peek().Length <= width)
            {
                length += chunks.Peek().Length;
                line.Add(chunks.Pop());
            }
            if (chunks.Count > 0 && chunks.Peek().Length > width)
            {
                var room = Math.Max(1, width - length);
                if (breaksWords)
                {
                    var word = chunks.Pop();
                    var cut = room;
                    if (
                        breaksHyphens
                        && word.Length > room
                        && word.LastIndexOf('-', room - 1) is var hyphen and > 0
                        && word[..hyphen].Any(c => c != '-')
                    )
                        cut = hyphen + 1;
                    line.Add(word[..cut]);
                    chunks.Push(word[cut..]);
                }
                else if (line.Count == 0)
                    line.Add(chunks.Pop());
            }
            if (line is [.., var last] && last.Trim().Length == 0)
                line.RemoveAt(line.Count - 1);
            if (line.Count > 0)
                lines.Add(string.Concat(line));
        }
        return lines;
    }

    [GeneratedRegex(@"(\s+)")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(\s+|[^\s\w]*\w+[^0-9\W]-(?=\w+[^0-9\W])|(?<=[\w!""'&.,?])-{2,}(?=\w))")]
    private static partial Regex Hyphenated();
}
