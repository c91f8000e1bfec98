using System.Globalization;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>Which versions of definitions are meant: <c>Latest</c>, <c>Published</c>, …, or the number of one.</summary>
public sealed record VersionOptions
{
    private VersionOptions(string name, string condition, int? version = null) =>
        (Name, Condition, Version) = (name, condition, version);

    /// <summary>The newest version, draft or published.</summary>
    public static VersionOptions Latest { get; } = new("Latest", "is_latest");

    /// <summary>The published version.</summary>
    public static VersionOptions Published { get; } = new("Published", "is_published");

    /// <summary>The newest version and the published one.</summary>
    public static VersionOptions LatestOrPublished { get; } = new("LatestOrPublished", "(is_latest OR is_published)");

    /// <summary>The newest version, if it is published.</summary>
    public static VersionOptions LatestAndPublished { get; } = new("LatestAndPublished", "is_latest AND is_published");

    /// <summary>The newest version, if it is not published.</summary>
    public static VersionOptions Draft { get; } = new("Draft", "is_latest AND NOT is_published");

    /// <summary>Every version.</summary>
    public static VersionOptions AllVersions { get; } = new("AllVersions", "true");

    private static readonly VersionOptions[] Named =
    [
        Latest,
        Published,
        LatestOrPublished,
        LatestAndPublished,
        Draft,
        AllVersions,
    ];

    /// <summary>How the wire spells it.</summary>
    public string Name { get; }

    /// <summary>The number, when one version is meant.</summary>
    public int? Version { get; }

    /// <summary>The condition on <c>workflow.definition</c>; holds no value from outside.</summary>
    internal string Condition { get; }

    /// <summary>One version by its number.</summary>
    public static VersionOptions Of(int version) =>
        new(version.ToString(CultureInfo.InvariantCulture), $"version = {version}", version);

    /// <summary>Reads the wire's text in any case; an empty text means any version.</summary>
    /// <exception cref="UsageException">It is neither a known name nor a number.</exception>
    public static VersionOptions Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return AllVersions;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return Of(version);
        return Named.FirstOrDefault(n => n.Name.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException(
                "Unknown version options",
                text,
                $"use one of {string.Join(", ", Named.Select(n => n.Name))}, or a number"
            );
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal bool Fits(DefinitionInfo info) =>
        Name switch
        {
            "Latest" => info.IsLatest,
            "Published" => info.IsPublished,
            "LatestOrPublished" => info.IsLatest || info.IsPublished,
            "LatestAndPublished" => info.IsLatest && info.IsPublished,
            "Draft" => info.IsLatest && !info.IsPublished,
            "AllVersions" => true,
            _ => info.Version == Version,
        };
}
