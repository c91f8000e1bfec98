using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Penstock.Server.Access.Authentication;

namespace Penstock.Server.Access.SignIn;

/// <summary>At most so many attempts to sign in per address and minute, whatever their outcome.</summary>
internal static class SignInRate
{
    public const string Policy = "sign-in";

    public const int PerMinute = 60;

    public static void Configure(RateLimiterOptions options)
    {
        options.AddPolicy(
            Policy,
            context =>
                RateLimitPartition.GetFixedWindowLimiter(
                    AddressOf(context),
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) }
                )
        );
        options.OnRejected = (context, _) => new ValueTask(RefuseAsync(context.HttpContext, TimeSpan.FromMinutes(1)));
    }

    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    public static Task RefuseAsync(HttpContext context, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Refusals.WriteAsync(
            context,
            StatusCodes.Status429TooManyRequests,
            "There were too many attempts to sign in.",
            $"Wait {seconds} seconds, then try again."
        );
    }
}
