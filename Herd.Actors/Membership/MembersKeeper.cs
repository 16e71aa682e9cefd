using Akka.Actor;
using Akka.Event;
using Herd.Actors.Storage;

namespace Herd.Actors.Membership;

/// <summary>Writes <see cref="MembersFile"/> when its contents have changed, on the storage dispatcher.</summary>
internal sealed class MembersKeeper : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MembersFile _file;

    private IReadOnlyList<Contact>? _written;

    public MembersKeeper(MembersFile file)
    {
        _file = file;
        Receive<Keep>(OnKeep);
    }

    public sealed record Keep(IReadOnlyList<Contact> Contacts);

    public static Props Props(MembersFile file) =>
        Akka.Actor.Props.Create(() => new MembersKeeper(file)).WithDispatcher(StorageDispatcher.Id);

    private void OnKeep(Keep keep)
    {
        if (_written is not null && keep.Contacts.SequenceEqual(_written))
            return;
        try
        {
            _file.Write(keep.Contacts);
            _written = keep.Contacts;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.Warning("can't remember who is in the herd: {0}", fault.Message);
        }
    }
}
