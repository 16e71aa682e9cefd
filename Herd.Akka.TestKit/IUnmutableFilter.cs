namespace Akka.TestKit;

/// <summary>Keeps log events from being logged until it is disposed of.</summary>
public interface IUnmutableFilter : IDisposable
{
    /// <summary>Lets them be logged again.</summary>
    void Unmute();
}
