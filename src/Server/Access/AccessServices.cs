using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Penstock.Pipelines;
using Penstock.Server.Access.ApiKeys;
using Penstock.Server.Access.Authentication;
using Penstock.Server.Access.SignIn;
using Penstock.Server.Access.Tickets;
using Penstock.Server.Access.Users;

namespace Penstock.Server.Access;

/// <summary>Registers who may do what.</summary>
internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<ICurrentUser, CurrentUser>();
        services.AddSingleton(sp => sp.GetRequiredService<Platform>().Configuration.Options.Server);
        services
            .AddSingleton<UserStore>()
            .AddSingleton<FirstAdministrator>()
            .AddSingleton<ApiKeyStore>()
            .AddSingleton<TicketStore>();
        services.AddSingleton<SignInThrottle>().AddSingleton<SignInService>();
        services.AddHostedService<Sweeper>();

        services
            .AddAuthentication(PenstockScheme.Name)
            .AddScheme<AuthenticationSchemeOptions, PenstockScheme>(PenstockScheme.Name, null);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationPolicyProvider, PermissionPolicies>();
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddRateLimiter(SignInRate.Configure);

        services.AddDataProtection().SetApplicationName("penstock");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, DatabaseKeysSetup>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "penstock.form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true; // SecurityHeaders sends it with every answer.
        });
        return services;
    }
}
