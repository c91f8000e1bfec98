using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime;

/// <summary>The same text for the same thing waited for, whoever computes it.</summary>
public static class BookmarkHash
{
    /// <summary>SHA-256 of the name and the normalised JSON of the stimulus, lower-case hexadecimal.</summary>
    /// <param name="name">The bookmark's or trigger's name: an activity type as a rule.</param>
    /// <param name="stimulus">A value that JSON can hold; null for none.</param>
    /// <param name="executionId">Given when only one execution is meant.</param>
    public static string Of(string name, object? stimulus, Guid? executionId = null)
    {
        var json = NormalizedJson.Of(JsonSerializer.SerializeToNode(stimulus, ValueConverter.Json));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{json}\n{executionId}")));
    }
}
