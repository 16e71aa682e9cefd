using Akka.Actor;
using Akka.Event;
using Herd.Actors.Storage;

namespace Herd.Actors.Membership;

/// <summary>Writes who is in the herd to <see cref="MembersFile"/>, where nobody waits for it.</summary>
internal sealed class MembersKeeper : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public MembersKeeper(MembersFile file) => Receive<Keep>(keep =>
    {
        try
        {
            file.Write(keep.Members);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.Warning("can't remember who is in the herd: {0}", fault.Message);
        }
    });

    public sealed record Keep(IReadOnlyList<HerdMember> Members);

    public static Props Props(MembersFile file) =>
        Akka.Actor.Props.Create(() => new MembersKeeper(file)).WithDispatcher(StorageDispatcher.Id);
}
