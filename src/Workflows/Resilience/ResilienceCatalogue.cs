using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;
using Polly;

namespace Penstock.Workflows.Resilience;

/// <summary>The strategies that can be named here, and how an activity names one.</summary>
public sealed class ResilienceCatalogue
{
    private readonly Dictionary<string, ResilienceStrategy> _strategies;

    /// <param name="added">Strategies besides the built-in ones; one of the same id takes the place of a built-in one.</param>
    public ResilienceCatalogue(IEnumerable<ResilienceStrategy> added)
    {
        _strategies = BuiltIn.ToDictionary(s => s.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var strategy in added)
            _strategies[strategy.Id] = strategy;
    }

    /// <summary>What is there without being configured.</summary>
    public static IReadOnlyList<ResilienceStrategy> BuiltIn { get; } =
    [
        new(
            "retry",
            "Try again three times",
            new(3, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), DelayBackoffType.Exponential, true, null)
        ),
        new(
            "retry-patiently",
            "Try again for about half an hour",
            new(10, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), DelayBackoffType.Exponential, true, null)
        ),
        new(
            "retry-and-break",
            "Try again three times, and leave a failing target alone for a while",
            new(
                3,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromMinutes(2),
                DelayBackoffType.Exponential,
                true,
                null,
                BreakerSettings.Default
            )
        ),
    ];

    /// <summary>All, by id.</summary>
    public IEnumerable<ResilienceStrategy> All => _strategies.Values.OrderBy(s => s.Id, StringComparer.Ordinal);

    /// <summary>
    /// What an activity asks for: settings in place, or in Elsa's form the id of a strategy (<c>"mode": "Identifier"</c>) or an
    /// expression that
    /// gives an id or settings. Null when it asks for nothing. As in Elsa, a strategy of another server that is not known here
    /// is none;
    /// a note in the journal says so.
    /// </summary>
    /// <exception cref="UsageException">Settings cannot be read, or an expression cannot be evaluated.</exception>
    internal async ValueTask<ResilienceSettings?> ForAsync(
        ActivityExecutionContext context,
        ExpressionRegistry expressions
    )
    {
        if (context.Activity.CustomProperties.Object(ResilienceSettings.Key) is not { Count: > 0 } json)
            return null;
        if (json.Text("mode") is null && json.Text("strategyId") is null)
            return ResilienceSettings.Read(json);
        if (json.Text("mode") is "Expression" && json.Object("expression") is { } expression)
        {
            var seen = new ExpressionExecutionContext(
                context.Memory,
                context.WorkflowExecutionContext,
                context.CancellationToken
            );
            return await expressions.EvaluateAsync(Expression.Read(expression), typeof(object), seen) switch
            {
                JsonObject settings => ResilienceSettings.Read(settings),
                null => null,
                var id => Named(id.ToString()!, context),
            };
        }
        return json.Text("strategyId") is { } name ? Named(name, context) : null;
    }

    private ResilienceSettings? Named(string id, ActivityExecutionContext context)
    {
        if (_strategies.TryGetValue(id, out var strategy))
            return strategy.Settings;
        context.JournalData["ResilienceStrategy"] =
            $"There is no resilience strategy {id} here, so the activity is tried once. Known are {string.Join(", ", All.Select(s => s.Id))}";
        return null;
    }
}
