using UglyToad.PdfPig.Logging;

namespace Penstock.PdfReader;

/// <summary>Keeps the first thing the parser complains about since it was last asked: after it, text may be missing.</summary>
internal sealed class Complaints : ILog
{
    private string _first = "";

    /// <summary>The first complaint since the last call; empty when there was none.</summary>
    public string Take()
    {
        var first = _first;
        _first = "";
        return first;
    }

    public void Add(string complaint)
    {
        if (_first.Length == 0)
            _first = complaint.Length <= 200 ? complaint : complaint[..200];
    }

    public void Debug(string message) { }

    public void Debug(string message, Exception ex) { }

    public void Warn(string message) => Add(message);

    public void Error(string message) => Add(message);

    public void Error(string message, Exception ex) => Add($"{message} {ex.Message}");
}
