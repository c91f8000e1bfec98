using System.ComponentModel;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using DnsClient;
using MongoDB.Bson;
using MongoDB.Driver;
using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>
/// Turns the driver's exceptions into errors for people. Codes of servers:
/// https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml.
/// </summary>
internal sealed class DriverFaults(MongoConnection connection, TimeSpan silence, ServerView view)
{
    private const string State = "Nothing was published; what was landed so far is kept for the next run";
    private const string Url = "the source's url in penstock.yml";

    // Errors that MongoDB's drivers retry: the server steps down, shuts down, loses the network; a cursor that expired; and what
    // servers say that limit the rate (462; 16500 of Azure's).
    private static readonly HashSet<int> Passing =
    [
        6,
        7,
        43,
        89,
        91,
        134,
        189,
        262,
        462,
        9001,
        10107,
        11600,
        11602,
        13435,
        13436,
        16500,
    ];

    /// <summary>Runs a call of the driver; its exceptions become ours.</summary>
    public T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (IsOurs(e))
        {
            throw Of(e);
        }
    }

    /// <summary>Whether it is a fault of the server or the network, not of the program, nor a cancellation.</summary>
    public static bool IsOurs(Exception e) =>
        e
            is MongoException
                or TimeoutException
                or DnsResponseException
                or BsonException
                or FormatException
                or IOException
                or SocketException
                or Win32Exception;

    public PenstockException Of(Exception e) =>
        Causes(e).OfType<DnsResponseException>().FirstOrDefault() is { } names ? Names(names.Message, e)
        : e is MongoIncompatibleDriverException
            ? Error("The MongoDB server is too old", e.Message, "use a server of version 4.2 or later", e)
        : Causes(e).Any(c => c is BsonException or FormatException)
            ? Error(
                "The MongoDB server gave an answer that is no BSON",
                Innermost(e),
                "find the document with smaller batches and leave it out with the filter of the step",
                e
            )
        : e is TimeoutException ? OfSelection(e)
        : e is MongoCursorNotFoundException ? Broken("The MongoDB server broke off", e.Message, e)
        : Causes(e).OfType<MongoCommandException>().FirstOrDefault() is { } refused ? OfServer(refused, e)
        : e is MongoAuthenticationException && !Causes(e).Any(IsNetwork) ? Login(Innermost(e), e)
        : OfNetwork(null, e);

    private PenstockException OfServer(MongoCommandException refused, Exception e)
    {
        var said = refused.ErrorMessage ?? refused.Message;
        return refused.Code switch
        {
            18 => Login(said, e),
            13 => Error(
                "The MongoDB user may not do this",
                said,
                "grant it the role read on the database, or give the source a user and password in penstock.yml",
                e
            ),
            26 => Error("No such collection", said, "check database and collection of the step", e),
            var code when e is MongoAuthenticationException && !Passing.Contains(code) => Login(said, e),
            var code when Passing.Contains(code) || refused.HasErrorLabel("RetryableError") => Busy(
                "The MongoDB server asks to come later",
                said,
                e
            ),
            var code => Error(
                "The MongoDB server refused the query",
                string.Create(CultureInfo.InvariantCulture, $"{said} (error {code})"),
                "check filter, projection and sort of the step",
                e
            ),
        };
    }

    // The driver found no server that fits, and says all that it knows of them in one long line.
    private PenstockException OfSelection(Exception e)
    {
        var wanted = connection.Parsed.ReplicaSet;
        if (wanted is not null && view.HasAnswer && view.ReplicaSet != wanted)
            return Error(
                "The MongoDB server is of another replica set",
                view.ReplicaSet is { } set
                    ? $"the address says replicaSet={wanted}, the server says {set}"
                    : $"the address says replicaSet={wanted}, but the server is of none",
                $"correct the option replicaSet in {Url}, or leave it out",
                e
            );
        if (!view.HasServer)
            return Names(view.NamesFailure is { } names ? Innermost(names) : "the name server did not answer", e);
        if (view.Failure is { } failure)
            return OfNetwork(failure.Server, failure.Error);
        return view.HasAnswer
            ? Busy(
                "No MongoDB server fits what the address asks for",
                $"readPreference={connection.Parsed.ReadPreference?.ToString() ?? "primary"}",
                e,
                $"wait until the replica set has a primary, or set the option readPreference in {Url}"
            )
            : Broken("No MongoDB server can be reached", "none answered", e, NotHeard);
    }

    private PenstockException OfNetwork(string? server, Exception e)
    {
        var at = server is null ? "" : $"{server}: ";
        if (Causes(e).OfType<AuthenticationException>().FirstOrDefault() is { } tls)
            return Error(
                "The TLS connection to MongoDB failed",
                at + Innermost(tls),
                "set certificateFile of the source to the certificate that signs the server's; "
                    + "where the server has no TLS, tls=false in its url",
                e
            );
        var socket = Causes(e).OfType<SocketException>().FirstOrDefault()?.SocketErrorCode;
        if (socket is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery)
            return Names(at + Innermost(e), e);
        if (socket is SocketError.TimedOut or SocketError.WouldBlock || Causes(e).Any(c => c is TimeoutException))
            return Broken(
                "The MongoDB server is silent",
                server is null
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"no answer for {silence.TotalSeconds:0.#} s (socket timeout)"
                    )
                    : $"{at}{Innermost(e)} (socket timeout)",
                e
            );
        if (server is null)
            return Broken("The connection to MongoDB was cut", Innermost(e), e);
        return Broken(
            "No MongoDB server can be reached",
            at + Innermost(e),
            e,
            Causes(e).Any(c => c is IOException) ? NotHeard : "penstock doctor"
        );
    }

    // A server with TLS and one without leave each other without a word, as does one that misses a certificate.
    private string NotHeard =>
        connection.UsesTls
            ? $"where the server wants a certificate of its clients add tlsCertificateKeyFile=<file> to {Url}; "
                + "where it has no TLS, tls=false"
            : $"penstock doctor; where the server wants TLS, add tls=true to {Url}";

    private PenstockException Login(string said, Exception e) =>
        Error(
            "The MongoDB server refused the login",
            said,
            "check user and password of the source in penstock.yml and authSource in its url, then penstock doctor",
            e
        );

    private PenstockException Names(string said, Exception e) =>
        Broken(
            "The name of a MongoDB server cannot be looked up",
            said,
            e,
            $"correct the host in {Url}; where the server itself gives names that are not known here, add directConnection=true"
        );

    private PenstockException Error(string what, string said, string next, Exception e) =>
        new(what, Subject(said), State, next, e);

    private TransientException Broken(string what, string said, Exception e, string next = "run the workflow again") =>
        new(what, Subject(said), State, next, e);

    private TransientException Busy(string what, string said, Exception e, string next = "run the workflow again") =>
        new(what, Subject(said), State, next, e) { IsBusy = true };

    private string Subject(string said) => $"{connection.Address}: {connection.Conceal(said)}";

    private static bool IsNetwork(Exception e) => e is IOException or SocketException or TimeoutException;

    private static string Innermost(Exception e) => Causes(e).Last().Message;

    private static IEnumerable<Exception> Causes(Exception e)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
