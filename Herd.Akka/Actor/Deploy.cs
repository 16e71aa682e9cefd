namespace Akka.Actor;

/// <summary>Where and how an actor runs, apart from what it does.</summary>
public class Deploy : IEquatable<Deploy>
{
    public const int NoStashSize = -1;

    public static readonly string NoDispatcherGiven = string.Empty;
    public static readonly string NoMailboxGiven = string.Empty;
    public static readonly Deploy None = new();
    public static readonly Deploy Local = new();

    public Deploy()
        : this(NoDispatcherGiven, NoMailboxGiven, NoStashSize)
    {
    }

    private Deploy(string dispatcher, string mailbox, int stashCapacity)
    {
        Dispatcher = dispatcher;
        Mailbox = mailbox;
        StashCapacity = stashCapacity;
    }

    /// <summary>The path of a dispatcher's configuration.</summary>
    public string Dispatcher { get; }

    /// <summary>The path of a mailbox's configuration.</summary>
    public string Mailbox { get; }

    /// <summary>How many messages a stash holds; negative: no limit.</summary>
    public int StashCapacity { get; }

    public virtual Deploy WithDispatcher(string dispatcher) => new(dispatcher, Mailbox, StashCapacity);

    public virtual Deploy WithMailbox(string mailbox) => new(Dispatcher, mailbox, StashCapacity);

    public virtual Deploy WithStashCapacity(int stashSize) => new(Dispatcher, Mailbox, stashSize);

    public virtual Deploy WithFallback(Deploy other) => new(
        Dispatcher == NoDispatcherGiven ? other.Dispatcher : Dispatcher,
        Mailbox == NoMailboxGiven ? other.Mailbox : Mailbox,
        StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity);

    public bool Equals(Deploy? other) =>
        other is not null && Dispatcher == other.Dispatcher && Mailbox == other.Mailbox && StashCapacity == other.StashCapacity;

    public override bool Equals(object? obj) => Equals(obj as Deploy);

    public override int GetHashCode() => HashCode.Combine(Dispatcher, Mailbox, StashCapacity);
}
