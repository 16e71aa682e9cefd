namespace Akka.Actor;

/// <summary>The usual answers "done" and "failed"; an ask turns the second into an exception.</summary>
public abstract class Status
{
    /// <summary>It worked.</summary>
    public sealed class Success : Status
    {
        public static readonly Success Instance = new(null!);

        public readonly object Status;

        public Success(object status) => Status = status;

        public override string ToString() => $"Success: {Status}";
    }

    /// <summary>It failed.</summary>
    public sealed class Failure : Status
    {
        public readonly Exception Cause;

        public readonly object State;

        public Failure(Exception cause)
            : this(cause, null!)
        {
        }

        public Failure(Exception cause, object state)
        {
            Cause = cause;
            State = state;
        }

        public override string ToString() => $"Failure: {Cause}";
    }
}
