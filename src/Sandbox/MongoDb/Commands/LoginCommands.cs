using System.Text;
using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary><c>saslStart</c> and <c>saslContinue</c> for SCRAM-SHA-256, <c>authenticate</c> for MONGODB-X509.</summary>
internal sealed class LoginCommands(ScramServer scram)
{
    public void Start(Request request, Session session, Reply reply)
    {
        if (request.Text("mechanism") is not "SCRAM-SHA-256")
            throw new MongoCommandException(334, "MechanismUnavailable", "Only SCRAM-SHA-256 is spoken here.");
        session.Login = scram.Start(Payload(request));
        session.Login.SkipsEmptyExchange =
            BsonElements.TryFind(request.Document("options"), "skipEmptyExchange"u8, out var skip) && skip.IsTrue;
        Answer(reply, session.Login.ServerFirst, done: false);
    }

    public static void Continue(Request request, Session session, Reply reply)
    {
        var login =
            session.Login ?? throw new MongoCommandException(17, "ProtocolError", "No SASL session state found");
        if (login.IsProven)
        {
            session.IsLoggedIn = true;
            Answer(reply, "", done: true);
            return;
        }
        var signature = login.Finish(Payload(request));
        session.IsLoggedIn = login.SkipsEmptyExchange;
        Answer(reply, signature, done: login.SkipsEmptyExchange);
    }

    /// <summary>TLS proved who the client is; the server knows everybody whose certificate it trusts.</summary>
    public static void Authenticate(Request request, Session session, Reply reply)
    {
        if (request.Text("mechanism") is not "MONGODB-X509" || session.Subject is not { } subject)
            throw new MongoCommandException(18, "AuthenticationFailed", "Authentication failed.");
        session.IsLoggedIn = true;
        reply.Body.String("dbname", "$external");
        reply.Body.String("user", subject);
    }

    private static void Answer(Reply reply, string payload, bool done)
    {
        reply.Body.Int32("conversationId", 1);
        reply.Body.Boolean("done", done);
        reply.Body.Binary("payload", Encoding.UTF8.GetBytes(payload));
    }

    private static byte[] Payload(Request request) =>
        BsonElements.TryFind(request.Body.Span, "payload"u8, out var e) && e.Type == BsonType.Binary
            ? e.Value[5..].ToArray()
            : throw new MongoCommandException(2, "BadValue", "payload is missing");
}
