using Akka.Actor;

namespace Akka.Event;

/// <summary>
/// Logs dead letters, dropped and unhandled messages: the first <c>akka.log-dead-letters</c> of them, then, after a pause
/// of <c>akka.log-dead-letters-suspend-duration</c>, as many again.
/// </summary>
public class DeadLetterListener : ActorBase
{
    private readonly EventStream _eventStream = Context.System.EventStream;
    private readonly int _most = Context.System.Settings.LogDeadLetters;
    private readonly TimeSpan _pause = Context.System.Settings.LogDeadLettersSuspendDuration;
    private int _count;
    private long _pausedAt;
    private bool _paused;

    protected override void PreStart()
    {
        _eventStream.Subscribe(Self, typeof(DeadLetter));
        _eventStream.Subscribe(Self, typeof(Dropped));
        _eventStream.Subscribe(Self, typeof(UnhandledMessage));
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostStop() => _eventStream.Unsubscribe(Self);

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter || letter.Message is DeadLetter)
            return false;
        _count++;
        if (_paused)
        {
            if (Environment.TickCount64 - _pausedAt < _pause.TotalMilliseconds)
                return true;
            _paused = false;
            Log(letter, $", of which {_count - 1} were not logged. The counter will be reset now");
            _count = 0;
        }
        else if (_count < _most || _most == int.MaxValue)
        {
            Log(letter, "");
        }
        else if (_pause <= TimeSpan.Zero)
        {
            Log(letter, ", no more dead letters will be logged");
            Context.Stop(Self);
        }
        else
        {
            Log(letter, $", no more dead letters will be logged in next [{_pause}]");
            _paused = true;
            _pausedAt = Environment.TickCount64;
            _count = 0;
        }
        return true;
    }

    private void Log(AllDeadLetters letter, string done)
    {
        var from = letter.Sender is Nobody ? "" : $" from {letter.Sender}";
        var what = letter switch
        {
            UnhandledMessage => "was unhandled",
            Dropped dropped => $"was dropped. {dropped.Reason}",
            _ => "was not delivered",
        };
        var text = $"Message [{letter.Message.GetType().Name}]{from} to {letter.Recipient} {what}. [{_count}] dead letters encountered{done}. "
            + "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'. "
            + $"Message content: {letter.Message}";
        _eventStream.Publish(new Info(letter.Recipient.Path.ToString(), letter.Recipient.GetType(), text));
    }
}
