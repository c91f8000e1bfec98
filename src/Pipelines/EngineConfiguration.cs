using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;
using Penstock.Workflows.Resilience;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Runtime.LogPersistence;

namespace Penstock.Pipelines;

/// <summary>The engine's settings as the configuration file has them.</summary>
internal static class EngineConfiguration
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <exception cref="UsageException">A value is out of range.</exception>
    public static EngineOptions Options(EngineSection section)
    {
        if (section.MaxActivityExecutions < 1)
            throw new UsageException(
                "engine.maxActivityExecutions is less than 1",
                $"{section.MaxActivityExecutions}",
                "see docs/reference/configuration.md"
            );
        if (
            !Enum.TryParse<LogPersistenceMode>(section.LogPersistence, ignoreCase: true, out var mode)
            || mode is not (LogPersistenceMode.Include or LogPersistenceMode.Exclude)
        )
            throw new UsageException(
                "engine.logPersistence is neither include nor exclude",
                section.LogPersistence,
                "see docs/reference/configuration.md"
            );
        return new EngineOptions { MaxActivityExecutions = section.MaxActivityExecutions, LogPersistence = mode };
    }

    /// <exception cref="UsageException">A value is out of range.</exception>
    public static IEnumerable<ResilienceStrategy> Strategies(EngineSection section) =>
        section.Resilience.Select(strategy =>
        {
            try
            {
                var settings = ResilienceSettings.Read(
                    (JsonObject)JsonSerializer.SerializeToNode(strategy.Value, Json)!
                );
                return new ResilienceStrategy(strategy.Key, strategy.Value.DisplayName ?? strategy.Key, settings);
            }
            catch (UsageException e)
            {
                throw new UsageException(
                    $"{e.What} (engine.resilience.{strategy.Key})",
                    e.Subject,
                    "see docs/reference/configuration.md",
                    e
                );
            }
        });
}
