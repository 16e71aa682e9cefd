using Herd.Actors.Places;

namespace Herd.Tests.Places;

internal sealed class ScriptedProvider : IPlacesProvider
{
    private volatile IReadOnlyList<TaskCompletionSource<ReadOnlyMemory<byte>>> _asked = [];

    public IReadOnlyList<TaskCompletionSource<ReadOnlyMemory<byte>>> Asked => _asked;

    public Exception? Fault { get; init; }

    public bool IsDisposed { get; private set; }

    public bool TryAnswer(FindPlaces question, out ReadOnlyMemory<byte> json)
    {
        json = default;
        return Fault is null ? false : throw Fault;
    }

    public Task<ReadOnlyMemory<byte>> AskAsync(FindPlaces question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked = [.. _asked, answer];
        return answer.Task;
    }

    public void Dispose() => IsDisposed = true;
}
