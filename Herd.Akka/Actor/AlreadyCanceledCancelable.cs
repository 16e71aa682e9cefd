namespace Akka.Actor;

/// <summary>Cancelled from the start.</summary>
internal sealed class AlreadyCanceledCancelable : ICancelable
{
    public static AlreadyCanceledCancelable Instance { get; } = new();

    public bool IsCancellationRequested => true;

    public CancellationToken Token { get; } = new(true);

    public void Cancel()
    {
    }

    public void Cancel(bool throwOnFirstException)
    {
    }

    public void CancelAfter(TimeSpan delay)
    {
    }

    public void CancelAfter(int millisecondsDelay)
    {
    }
}
