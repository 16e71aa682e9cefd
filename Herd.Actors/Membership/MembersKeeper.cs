using Akka.Actor;
using Akka.Event;
using Herd.Actors.Storage;

namespace Herd.Actors.Membership;

/// <summary>
/// Writes who is in the herd to <see cref="MembersFile"/>, where nobody waits for it, when that has changed. Who can be
/// reached isn't remembered: when a node starts, that is long out of date.
/// </summary>
internal sealed class MembersKeeper : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MembersFile _file;

    private IReadOnlyList<HerdMember>? _written;

    public MembersKeeper(MembersFile file)
    {
        _file = file;
        Receive<Keep>(OnKeep);
    }

    public sealed record Keep(IReadOnlyList<HerdMember> Members);

    public static Props Props(MembersFile file) =>
        Akka.Actor.Props.Create(() => new MembersKeeper(file)).WithDispatcher(StorageDispatcher.Id);

    private void OnKeep(Keep keep)
    {
        HerdMember[] members = [.. keep.Members.Select(member => member with { IsReachable = true })];
        if (_written is not null && members.SequenceEqual(_written))
            return;
        try
        {
            _file.Write(members);
            _written = members;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.Warning("can't remember who is in the herd: {0}", fault.Message);
        }
    }
}
