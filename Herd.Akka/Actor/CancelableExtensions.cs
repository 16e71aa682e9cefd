namespace Akka.Actor;

/// <summary>For cancelables that may be missing.</summary>
public static class CancelableExtensions
{
    public static void CancelIfNotNull(this ICancelable? cancelable) => cancelable?.Cancel();
}
