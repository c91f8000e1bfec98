using System.Buffers.Binary;
using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.MongoDb.Wire;

/// <summary>The answer in the making: a message header, then one document that commands write their fields into.</summary>
internal sealed class Reply
{
    private const int OpReply = 1;
    private const int MessagePrefix = 21;
    private const int LegacyPrefix = 36;

    public BsonWriter Body { get; } = new(4096);

    /// <summary>Begins an answer; what was written before is forgotten.</summary>
    public void Begin(Request request)
    {
        Body.Reset(request.IsLegacy ? LegacyPrefix : MessagePrefix);
        Body.BeginDocument();
    }

    /// <summary>Ends the answer with <c>ok: 1</c> and gives the message.</summary>
    public ReadOnlyMemory<byte> Finish(Request request) => Finish(request, 1);

    public ReadOnlyMemory<byte> Fail(Request request, MongoCommandException error)
    {
        Begin(request);
        Body.String("errmsg", error.Message);
        Body.Int32("code", error.Code);
        Body.String("codeName", error.CodeName);
        return Finish(request, 0);
    }

    private ReadOnlyMemory<byte> Finish(Request request, double ok)
    {
        Body.Double("ok", ok);
        Body.End();
        var front = Body.Front(request.IsLegacy ? LegacyPrefix : MessagePrefix);
        front.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(front, Body.Length);
        BinaryPrimitives.WriteInt32LittleEndian(front[8..], request.Id);
        BinaryPrimitives.WriteInt32LittleEndian(front[12..], request.IsLegacy ? OpReply : Request.OpMsg);
        if (request.IsLegacy)
        {
            front[16] = 8; // AwaitCapable: drivers expect it.
            front[32] = 1; // One document.
        }
        return Body.Written;
    }
}
