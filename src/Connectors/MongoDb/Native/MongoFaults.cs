using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Native;

/// <summary>Turns the C driver's errors into ones for people. Domains and codes: mongoc.org/libmongoc/1.23.1/errors.html.</summary>
internal sealed class MongoFaults(MongoConnection connection)
{
    private const uint DomainClient = 1;
    private const uint DomainStream = 2;
    private const uint DomainServerSelection = 15;
    private const uint DomainServer = 17;
    private const uint DomainCommand = 11;

    private const string State = "Nothing was published; what was landed so far is kept for the next run";

    // Errors that MongoDB's drivers retry: the server steps down, shuts down, loses the network; and a cursor that expired.
    private static readonly HashSet<uint> Passing =
    [
        6,
        7,
        43,
        89,
        91,
        134,
        189,
        262,
        9001,
        10107,
        11600,
        11602,
        13435,
        13436,
    ];

    public PenstockException Of(BsonError error)
    {
        var message = connection.Conceal(error.Message);
        var subject = $"{connection.Address}: {message}";
        return (error.Domain, error.Code) switch
        {
            (DomainClient, 11) or (DomainServer, 18) => new PenstockException(
                "The MongoDB server refused the login",
                subject,
                State,
                "check user, password and authSource of the connection, then penstock doctor"
            ),
            (DomainServer, 13) => new PenstockException(
                "The MongoDB user may not do this",
                subject,
                State,
                "grant it the role read on the database, or give the connection a user and password"
            ),
            (DomainServer, 26) => new PenstockException(
                "No such collection",
                subject,
                State,
                "check database and collection of the step"
            ),
            (DomainServer, var code) when Passing.Contains(code) => new TransientException(
                "The MongoDB server broke off",
                subject,
                State,
                "run the workflow again"
            ),
            (DomainServer, _) => new PenstockException(
                "The MongoDB server refused the query",
                subject,
                State,
                "check filter, projection and sort of the step"
            ),
            (DomainServerSelection, _) when IsTls(message) => new PenstockException(
                "The TLS connection to MongoDB failed",
                subject,
                State,
                "add tlsCAFile=<file> to the connection's options, or tls=false where it has none"
            ),
            (DomainServerSelection, _) when message.Contains("auth", StringComparison.OrdinalIgnoreCase) =>
                new PenstockException(
                    "The MongoDB server refused the login",
                    subject,
                    State,
                    "check user, password and authSource of the connection, then penstock doctor"
                ),
            (DomainServerSelection, _) => new TransientException(
                "No MongoDB server can be reached",
                subject,
                State,
                "penstock doctor"
            ),
            (DomainStream, _) => new TransientException(
                "The connection to MongoDB was cut or timed out",
                subject,
                State,
                "run the workflow again"
            ),
            (DomainCommand, 22) => new UsageException(
                "The MongoDB connection string or an argument is not valid",
                subject,
                "mongodb://user:password@host:port/?authSource=admin is the form"
            ),
            _ => new PenstockException(
                "Reading from MongoDB failed",
                $"{subject} (error {error.Domain}.{error.Code})",
                State,
                "penstock doctor"
            ),
        };
    }

    private static bool IsTls(string message) =>
        message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
        || message.Contains("TLS", StringComparison.Ordinal);
}
