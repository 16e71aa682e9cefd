using Akka.Actor;

namespace Herd.Actors.Clients;

public sealed partial class ClientConnection
{
    /// <summary>At least, at most twice as long: slows guessing. Random, so that simultaneous guesses aren't answered together.</summary>
    private static readonly TimeSpan WrongKeyDelay = TimeSpan.FromMilliseconds(250);

    private void EndOrHoldBack(CommandBatch batch)
    {
        if (!batch.HasWrongKey)
        {
            EndBatch(batch);
            return;
        }

        Context.Parent.Tell(new ClientListener.KeyRefused(_accept.Address));
        Become(HoldingBack);
        StartTimer(Signal.WrongKeyDelayOver, WrongKeyDelay * (1 + Random.Shared.NextDouble()));
    }

    /// <summary>The answer to a wrong key is written but not flushed yet.</summary>
    private void HoldingBack(object message)
    {
        switch (message)
        {
            case Signal.WrongKeyDelayOver:
                EndBatch(_batch!);
                break;
            case Signal.Close:
                Timers.Cancel(Signal.WrongKeyDelayOver);
                _isClosing = true;
                EndBatch(_batch!);
                break;
            default:
                Anytime(message);
                break;
        }
    }
}
