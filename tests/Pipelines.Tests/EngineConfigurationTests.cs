using Penstock.Core.Configuration;
using Penstock.Core.Errors;
using Penstock.Testing;
using Penstock.Workflows.Resilience;
using Penstock.Workflows.Runtime.LogPersistence;

namespace Penstock.Pipelines.Tests;

public sealed class EngineConfigurationTests
{
    private static EngineSection Read(string yaml)
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder["penstock.yml"], $"engine:\n{yaml}");
        return PenstockConfiguration.Load(folder["penstock.yml"]).Options.Engine;
    }

    [Fact]
    public void The_file_says_how_the_engine_is_bounded_and_which_strategies_there_are()
    {
        var section = Read(
            """
              maxActivityExecutions: 5000
              logPersistence: Exclude
              resilience:
                erp:
                  displayName: As the ERP likes it
                  maxRetryAttempts: 6
                  delay: 00:00:10
                  backoffType: Linear
                  timeout: 00:01:00
                  circuitBreaker:
                    breakDuration: 00:05:00
                plain:
                  displayName: Plain
            """
        );
        var options = EngineConfiguration.Options(section);
        var strategies = EngineConfiguration.Strategies(section).ToDictionary(s => s.Id);

        Assert.Equal((5000, LogPersistenceMode.Exclude), (options.MaxActivityExecutions, options.LogPersistence));
        Assert.Equal(
            (
                "As the ERP likes it",
                new ResilienceSettings(
                    6,
                    TimeSpan.FromSeconds(10),
                    TimeSpan.FromMinutes(2),
                    Polly.DelayBackoffType.Linear,
                    true,
                    TimeSpan.FromMinutes(1),
                    BreakerSettings.Default with
                    {
                        BreakDuration = TimeSpan.FromMinutes(5),
                    }
                )
            ),
            (strategies["erp"].DisplayName, strategies["erp"].Settings)
        );
        Assert.Equal(ResilienceSettings.Read([]), strategies["plain"].Settings);
    }

    [Fact]
    public void Without_a_word_a_million_executions_are_the_limit_and_the_journal_keeps_values()
    {
        var options = EngineConfiguration.Options(new EngineSection());

        Assert.Equal((1_000_000, LogPersistenceMode.Include), (options.MaxActivityExecutions, options.LogPersistence));
    }

    [Theory]
    [InlineData("  maxActivityExecutions: 0", "maxActivityExecutions")]
    [InlineData("  logPersistence: inherit", "logPersistence")]
    [InlineData("  resilience:\n    erp:\n      maxRetryAttempts: 101", "engine.resilience.erp")]
    [InlineData("  resilience:\n    erp:\n      backoffType: sometimes", "engine.resilience.erp")]
    [InlineData(
        "  resilience:\n    erp:\n      circuitBreaker:\n        minimumThroughput: 1",
        "engine.resilience.erp"
    )]
    public void A_value_out_of_range_is_named(string yaml, string name)
    {
        var section = Read(yaml);
        var error = Assert.Throws<UsageException>(() =>
            (EngineConfiguration.Options(section), EngineConfiguration.Strategies(section).ToList())
        );

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("configuration.md", error.Message, StringComparison.Ordinal);
    }
}
