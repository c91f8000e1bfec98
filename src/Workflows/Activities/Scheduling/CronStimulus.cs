namespace Penstock.Workflows.Activities.Scheduling;

/// <summary>What a Cron trigger fires by.</summary>
/// <param name="CronExpression">The times.</param>
public sealed record CronStimulus(string CronExpression);
