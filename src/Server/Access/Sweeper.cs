using Microsoft.Extensions.Hosting;
using Npgsql;
using Penstock.Server.Access.SignIn;
using Penstock.Server.Access.Tickets;

namespace Penstock.Server.Access;

/// <summary>Removes expired sessions, tokens and forgotten failures once an hour.</summary>
internal sealed class Sweeper(TicketStore tickets, SignInThrottle throttle, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        do
        {
            try
            {
                await tickets.SweepAsync(stoppingToken);
                await throttle.SweepAsync(stoppingToken);
            }
            catch (NpgsqlException)
            {
                // Nothing is lost: expired rows count for nothing, and the next hour removes them.
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
