using System.Collections.Concurrent;

namespace Penstock.Connectors.FileServers.Sftp;

/// <summary>One thread that makes all calls of one session: libssh blocks, and its sessions must not meet two threads.</summary>
internal sealed class SftpThread : IAsyncDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SftpThread()
    {
        new Thread(() =>
        {
            foreach (var action in _work.GetConsumingEnumerable())
                action();
            _ended.SetResult();
        })
        {
            IsBackground = true,
            Name = "penstock-sftp",
        }.Start();
    }

    public Task<T> RunAsync<T>(Func<T> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(call());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _ended.Task;
        _work.Dispose();
    }
}
