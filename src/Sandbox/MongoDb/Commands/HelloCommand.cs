using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary><c>hello</c> and <c>isMaster</c>: what the server is and can do.</summary>
internal sealed class HelloCommand(string user)
{
    public void Run(Request request, Session session, Reply reply)
    {
        var body = reply.Body;
        body.Boolean("helloOk", true);
        body.Boolean("ismaster", true);
        body.Boolean("isWritablePrimary", true);
        body.Int32("maxBsonObjectSize", 16 << 20);
        body.Int32("maxMessageSizeBytes", Connection.MaxMessageBytes);
        body.Int32("maxWriteBatchSize", 100_000);
        body.Date("localTime", DateTimeOffset.UtcNow);
        body.Int32("logicalSessionTimeoutMinutes", 30);
        body.Int32("connectionId", session.Id);
        body.Int32("minWireVersion", 0);
        body.Int32("maxWireVersion", 21); // MongoDB 7.0
        body.Boolean("readOnly", false);
        if (request.Text("saslSupportedMechs") is not { } asked)
            return;
        body.BeginArray("saslSupportedMechs");
        if (asked == $"admin.{user}")
            body.String("0", "SCRAM-SHA-256");
        body.End();
    }
}
