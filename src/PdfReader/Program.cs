using Penstock.PdfReader;

// Standard output carries replies only: whatever else writes to the console goes to standard error.
using var replies = Console.OpenStandardOutput();
using var requests = Console.OpenStandardInput();
Console.SetOut(Console.Error);

// Nested objects of a hostile file are read by recursion: room for more of it than a usual thread has.
const int StackBytes = 64 << 20;
var exitCode = 0;
var thread = new Thread(Serve, StackBytes);
thread.Start();
thread.Join();
return exitCode;

void Serve()
{
    try
    {
        using var service = new Service(requests, replies);
        service.Run();
    }
    catch (AskerGoneException)
    {
        exitCode = 1;
    }
}
