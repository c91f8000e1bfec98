using Microsoft.Extensions.Configuration;
using Penstock.Core.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Penstock.Core.Configuration;

/// <summary>
/// Reads <c>penstock.yml</c> and the environment into <see cref="PenstockOptions"/>; an unknown key is an error that names it.
/// </summary>
public sealed record PenstockConfiguration(PenstockOptions Options, string Folder, Secrets Secrets)
{
    /// <summary>The prefix of overriding variables: <c>PENSTOCK__LAKE__STORE</c> overrides <c>lake.store</c>.</summary>
    public const string VariablePrefix = "PENSTOCK__";

    /// <summary>A path of the configuration made absolute: relative ones start at the configuration file's folder.</summary>
    public string PathOf(string path) => Path.GetFullPath(Path.Combine(Folder, path));

    /// <summary>Loads a file.</summary>
    /// <exception cref="UsageException">There is no such file, it is no YAML, or a key or value is not understood.</exception>
    public static PenstockConfiguration Load(string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
            throw new UsageException(
                "No configuration file",
                path,
                "penstock demo, or write penstock.yml (docs/reference/configuration.md)"
            );
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            var root = new ConfigurationBuilder()
                .AddInMemoryCollection(Flatten(path))
                .AddEnvironmentVariables(VariablePrefix)
                .Build();
            var options = root.Get<PenstockOptions>(o => o.ErrorOnUnknownConfiguration = true) ?? new PenstockOptions();
            return new PenstockConfiguration(options, folder, new Secrets(folder));
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException(
                $"The configuration is not understood ({e.InnerException?.Message ?? e.Message})",
                path,
                "see docs/reference/configuration.md",
                e
            );
        }
        catch (YamlException e)
        {
            throw new UsageException(
                $"The configuration is not YAML (line {e.Start.Line}: {e.Message})",
                path,
                "mend the file",
                e
            );
        }
    }

    private static Dictionary<string, string?> Flatten(string path)
    {
        using var reader = File.OpenText(path);
        var yaml = new YamlStream();
        yaml.Load(reader);
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (yaml.Documents is [var document, ..])
            Flatten(document.RootNode, "", values);
        return values;
    }

    private static void Flatten(YamlNode node, string prefix, Dictionary<string, string?> values)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (key, child) in mapping.Children)
                    Flatten(child, Join(prefix, ((YamlScalarNode)key).Value!), values);
                break;
            case YamlSequenceNode sequence:
                for (var i = 0; i < sequence.Children.Count; i++)
                    Flatten(sequence.Children[i], $"{prefix}:{i}", values);
                break;
            default:
                values[prefix] = ((YamlScalarNode)node).Value;
                break;
        }
    }

    private static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}:{key}";
}
