using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary><c>buildInfo</c>: the version whose behaviour is imitated, and that this is an imitation.</summary>
internal static class BuildInfoCommand
{
    public static void Run(Request request, Session session, Reply reply)
    {
        reply.Body.String("version", "7.0.0");
        reply.Body.BeginArray("modules");
        reply.Body.String("0", "penstock-sandbox");
        reply.Body.End();
        reply.Body.Int32("maxBsonObjectSize", 16 << 20);
    }
}
