using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary><c>hello</c> and <c>isMaster</c>: what the server is and can do.</summary>
internal sealed class HelloCommand(string user, string? replicaSet, int port)
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
        WriteSet(body);
        WriteCompression(request, body);
        if (request.Text("saslSupportedMechs") is not { } asked)
            return;
        body.BeginArray("saslSupportedMechs");
        if (asked == $"admin.{user}")
            body.String("0", "SCRAM-SHA-256");
        body.End();
    }

    private void WriteSet(BsonWriter body)
    {
        if (replicaSet is null)
            return;
        var me = $"127.0.0.1:{port}";
        body.String("setName", replicaSet);
        body.Int32("setVersion", 1);
        body.Boolean("secondary", false);
        body.BeginArray("hosts");
        body.String("0", me);
        body.End();
        body.String("primary", me);
        body.String("me", me);
    }

    private static void WriteCompression(Request request, BsonWriter body)
    {
        body.BeginArray("compression");
        var count = 0;
        foreach (var wanted in new BsonElements(request.Document("compression")))
        {
            if (CompressedMessage.Offered.Contains(wanted.Text))
                body.String($"{count++}", wanted.Text);
        }
        body.End();
    }
}
