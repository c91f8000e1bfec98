using Penstock.Sandbox.MongoDb.Queries;
using Penstock.Sandbox.MongoDb.Storage;
using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary>The commands that are spoken, and who may run them.</summary>
internal sealed class CommandTable
{
    private readonly Dictionary<string, Command> _commands = new(StringComparer.OrdinalIgnoreCase);

    private readonly bool _refusesRareTypes;

    public CommandTable(
        Catalogue catalogue,
        OpenCursors cursors,
        ScramServer scram,
        HelloCommand hello,
        bool refusesRareTypes
    )
    {
        _refusesRareTypes = refusesRareTypes;
        Add("hello", hello.Run, isOpen: true);
        Add("isMaster", hello.Run, isOpen: true);
        Add("ping", (_, _, _) => { }, isOpen: true);
        Add("buildInfo", BuildInfoCommand.Run, isOpen: true);
        Add("endSessions", (_, _, _) => { }, isOpen: true);
        var login = new LoginCommands(scram);
        Add("saslStart", login.Start, isOpen: true);
        Add("saslContinue", LoginCommands.Continue, isOpen: true);
        Add("authenticate", LoginCommands.Authenticate, isOpen: true);
        var lists = new ListCommands(catalogue);
        Add("listDatabases", lists.Databases);
        Add("listCollections", lists.Collections);
        var find = new FindCommands(catalogue, cursors);
        Add("find", find.Find);
        Add("getMore", find.GetMore);
        Add("killCursors", find.KillCursors);
        Add("count", new CountCommand(catalogue).Run);
        Add("aggregate", new AggregateCommand(catalogue).Run);
        var change = new ChangeCommands(catalogue);
        Add("insert", change.Insert);
        Add("create", change.Create);
        Add("drop", change.Drop);
    }

    private delegate void Handler(Request request, Session session, Reply reply);

    /// <summary>Runs a command; whatever goes wrong becomes an answer that says so.</summary>
    public ReadOnlyMemory<byte> Run(Request request, Session session, Reply reply)
    {
        try
        {
            if (!_commands.TryGetValue(request.Name, out var command))
                throw new MongoCommandException(59, "CommandNotFound", $"no such command: '{request.Name}'");
            if (!command.IsOpen && !session.IsLoggedIn)
                throw new MongoCommandException(13, "Unauthorized", $"command {request.Name} requires authentication");
            if (_refusesRareTypes)
                RareTypes.Refuse(request.Body.Span);
            reply.Begin(request);
            command.Run(request, session, reply);
            return reply.Finish(request);
        }
        catch (MongoCommandException e)
        {
            return reply.Fail(request, e);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            return reply.Fail(request, new MongoCommandException(22, "InvalidBSON", e.Message));
        }
        catch (IOException e)
        {
            return reply.Fail(request, new MongoCommandException(8, "UnknownError", e.Message));
        }
    }

    private void Add(string name, Handler handler, bool isOpen = false) =>
        _commands[name] = new Command(handler, isOpen);

    private sealed record Command(Handler Run, bool IsOpen);
}
