namespace Akka.Dispatch;

/// <summary>An action as work for a dispatcher.</summary>
public sealed class ActionRunnable : IRunnable
{
    private readonly Action _action;

    public ActionRunnable(Action action) => _action = action;

    public void Run() => _action();

    public void Execute() => _action();
}
