using System.CommandLine;
using Penstock.Pipelines;
using Penstock.Server.Access;
using Penstock.Server.Access.ApiKeys;
using Penstock.Server.Access.Users;
using Penstock.Server.Audit;

namespace Penstock.Cli.Commands;

/// <summary><c>penstock users</c> and <c>penstock apikeys</c>: who may use the server.</summary>
internal static class AccessCommands
{
    private static readonly Argument<string> User = new("user") { Description = "The user's name." };
    private static readonly Argument<string> Name = new("name") { Description = "What the key is for." };

    public static Command CreateUsers() =>
        new("users", "Manage who may sign in to the server.")
        {
            UserList(),
            UserAdd(),
            Reset(),
            Disable("disable", true),
            Disable("enable", false),
            SetRoles(),
        };

    public static Command CreateKeys() =>
        new("apikeys", "Manage the keys of programs that call the server.") { KeyList(), KeyAdd(), Revoke() };

    /// <summary>The stores as the person at this machine's command line uses them.</summary>
    public static (UserStore Users, ApiKeyStore Keys) Stores(Platform platform)
    {
        var audit = new AuditTrail(platform.Metadata, new OperatorUser(), TimeProvider.System);
        var users = new UserStore(platform.Metadata, audit, TimeProvider.System);
        return (users, new ApiKeyStore(platform.Metadata, users, audit, TimeProvider.System));
    }

    private static Command UserList() =>
        new Command("ls", "List the users.").WithPlatform(
            async (_, platform, printer, cancellationToken) =>
            {
                var users = await Stores(platform.Platform).Users.ListAsync(cancellationToken);
                printer.Table(
                    ["user", "display name", "roles", "created", "disabled"],
                    users.Select(u =>
                        (IReadOnlyList<object?>)
                            [u.Name, u.DisplayName, string.Join(", ", u.Roles), u.CreatedAt, u.DisabledAt]
                    )
                );
                return ExitCodes.Ok;
            }
        );

    private static Command UserAdd()
    {
        var display = new Option<string?>("--display-name") { Description = "What pages show. Default: the name." };
        var roles = Roles("The user's roles");
        return new Command("add", "Add a user; prints a generated password once.")
        {
            User,
            display,
            roles,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var password = PasswordRules.Generate();
                var user = await Stores(platform.Platform)
                    .Users.AddAsync(
                        parsed.GetRequiredValue(User),
                        parsed.GetValue(display),
                        parsed.GetRequiredValue(roles),
                        password,
                        cancellationToken
                    );
                printer.Data(
                    new
                    {
                        user.Name,
                        user.Roles,
                        Password = password,
                    },
                    u =>
                        Console.Out.WriteLine(
                            $"{u.Name} ({string.Join(", ", u.Roles)})  password {u.Password}    (shown only now)"
                        )
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static Command Reset() =>
        new Command(
            "reset-password",
            "Give a user a new generated password, printed once; ends sessions and lock-outs."
        )
        {
            User,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var password = PasswordRules.Generate();
                var name = parsed.GetRequiredValue(User);
                await Stores(platform.Platform).Users.SetPasswordAsync(name, password, cancellationToken);
                printer.Data(
                    new { Name = name, Password = password },
                    u => Console.Out.WriteLine($"{u.Name}  password {u.Password}    (shown only now)")
                );
                return ExitCodes.Ok;
            }
        );

    private static Command Disable(string verb, bool disabled) =>
        new Command(verb, disabled ? "Refuse a user; ends sessions, tokens and keys." : "Let a user sign in again.")
        {
            User,
        }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                await Stores(platform.Platform)
                    .Users.SetDisabledAsync(parsed.GetRequiredValue(User), disabled, cancellationToken);
                printer.Note(disabled ? "the user can no longer sign in" : "the user can sign in again");
                return ExitCodes.Ok;
            }
        );

    private static Command SetRoles()
    {
        var roles = Roles("The roles from now on");
        return new Command("set-roles", "Replace a user's roles; they count at once.") { User, roles }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                await Stores(platform.Platform)
                    .Users.SetRolesAsync(
                        parsed.GetRequiredValue(User),
                        parsed.GetRequiredValue(roles),
                        cancellationToken
                    );
                printer.Note("the roles are set");
                return ExitCodes.Ok;
            }
        );
    }

    private static Command KeyList() =>
        new Command("ls", "List the keys; their secrets are not stored.").WithPlatform(
            async (_, platform, printer, cancellationToken) =>
            {
                var keys = await Stores(platform.Platform).Keys.ListAsync(cancellationToken);
                printer.Table(
                    ["key", "user", "begins with", "permissions", "expires", "last used", "revoked"],
                    keys.Select(k =>
                        (IReadOnlyList<object?>)
                            [
                                k.Name,
                                k.Owner,
                                k.Prefix,
                                string.Join(", ", k.Permissions),
                                k.ExpiresAt,
                                k.LastUsedAt,
                                k.RevokedAt,
                            ]
                    )
                );
                return ExitCodes.Ok;
            }
        );

    private static Command KeyAdd()
    {
        var user = new Option<string>("--user")
        {
            Description = "On whose behalf it acts; it may never do more than that user.",
            Required = true,
        };
        var permissions = new Option<string[]>("--permission", "-p")
        {
            Description = "What it may do: verb:noun or verb:*. May be given several times.",
            Required = true,
        };
        var days = new Option<int>("--days")
        {
            Description = "How long it works, 1 to 366 days.",
            DefaultValueFactory = _ => 90,
        };
        return new Command("add", "Make a key; prints it once.") { Name, user, permissions, days }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                var key = await Stores(platform.Platform)
                    .Keys.AddAsync(
                        parsed.GetRequiredValue(Name),
                        parsed.GetRequiredValue(user),
                        parsed.GetRequiredValue(permissions),
                        TimeSpan.FromDays(parsed.GetValue(days)),
                        cancellationToken
                    );
                printer.Data(
                    key,
                    k =>
                        Console.Out.WriteLine(
                            $"{k.Secret}    (shown only now; works until {k.Key.ExpiresAt:yyyy-MM-dd})"
                        )
                );
                return ExitCodes.Ok;
            }
        );
    }

    private static Command Revoke() =>
        new Command("revoke", "End a key at once.") { Name }.WithPlatform(
            async (parsed, platform, printer, cancellationToken) =>
            {
                await Stores(platform.Platform).Keys.RevokeAsync(parsed.GetRequiredValue(Name), cancellationToken);
                printer.Note("the key works no longer");
                return ExitCodes.Ok;
            }
        );

    private static Option<string[]> Roles(string what) =>
        new("--role", "-r")
        {
            Description = $"{what}: {string.Join(", ", Server.Access.Roles.All)}. May be given several times.",
            Required = true,
        };
}
