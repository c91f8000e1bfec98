namespace Penstock.Sandbox.MongoDb;

/// <summary>A command failed the way a MongoDB server would say it: <c>{ok:0, code, codeName, errmsg}</c>.</summary>
internal sealed class MongoCommandException(int code, string codeName, string message) : Exception(message)
{
    public int Code { get; } = code;

    public string CodeName { get; } = codeName;
}
