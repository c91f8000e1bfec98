using System.Text.RegularExpressions;
using Penstock.Core.Errors;

namespace Penstock.Core.Configuration;

/// <summary>
/// Replaces secret references by their values at the last moment: <c>${env:NAME}</c> is an environment variable,
/// <c>${file:path}</c> a file's content without trailing line end (relative paths start at the configuration file's folder).
/// A configuration, a definition, a journal or a log holds only the reference.
/// </summary>
public sealed partial class Secrets(string baseFolder)
{
    /// <summary>Replaces every reference in a text; a text without one is returned as it is.</summary>
    /// <exception cref="UsageException">A variable is not set, a file cannot be read, or the reference's kind is
    /// unknown.</exception>
    public string Resolve(string text) =>
        Reference()
            .Replace(
                text,
                m =>
                    m.Groups["kind"].Value switch
                    {
                        "env" => Environment.GetEnvironmentVariable(m.Groups["name"].Value)
                            ?? throw new UsageException(
                                "The environment variable of a secret is not set",
                                m.Value,
                                $"export {m.Groups["name"].Value}=…"
                            ),
                        "file" => ReadFile(m.Value, Path.Combine(baseFolder, m.Groups["name"].Value)),
                        _ => throw new UsageException(
                            "Unknown kind of secret reference (known: env, file)",
                            m.Value,
                            "penstock doctor"
                        ),
                    }
            );

    private static string ReadFile(string reference, string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file of a secret cannot be read ({path})", reference, "penstock doctor", e);
        }
    }

    [GeneratedRegex(@"\$\{(?<kind>[a-z]+):(?<name>[^}]+)\}")]
    private static partial Regex Reference();
}
