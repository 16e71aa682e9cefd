using Akka.Actor;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Herd.Actors.Protocol;

namespace Herd.Actors.Clients;

/// <summary>A batch's WHATSATs: located up to the first unknown client, queried all at once, written in order; then the rest.</summary>
internal sealed class WhatsAtQueue(IReadOnlyList<WhatsAt> all, int firstId)
{
    private static readonly ReadOnlyMemory<byte> NoPlaces =
        """{"html_attributions":[],"results":[],"status":"UNKNOWN_ERROR","error_message":"No answer in time."}"""u8
            .ToArray();

    private int _located;
    private int _written;

    public int Longest { get; private set; }

    public int Count => all.Count;

    public bool AreBeingLocated { get; private set; }

    /// <summary>Timestamp of the last questions for places.</summary>
    public long AskedAt { get; set; }

    /// <summary>The registry stopped at an unknown client, and reports when it arrives.</summary>
    public bool IsClientUnknown => !AreBeingLocated && _located < all.Count;

    public bool HasClientArrived { get; private set; }

    public bool IsNextAnswered => _written < _located && all[_written].IsAnswered;

    /// <summary>No question to PlacesQuery is open.</summary>
    public bool AreLocatedAnswered
    {
        get
        {
            for (var i = _written; i < _located; i++)
            {
                if (!all[i].IsAnswered)
                    return false;
            }

            return true;
        }
    }

    public bool AreLocatedWritten => _written == _located;

    public Locate Ask(bool skipUnknown)
    {
        var clients = new ReadOnlyMemory<byte>[all.Count - _located];
        for (var i = 0; i < clients.Length; i++)
            clients[i] = all[_located + i].Client;
        AreBeingLocated = true;
        return new Locate(clients, skipUnknown);
    }

    public void TakeLocated(Located located, IActorRef places, IActorRef self)
    {
        (AreBeingLocated, HasClientArrived) = (false, false);
        foreach (var atLine in located.AtLines)
        {
            var id = firstId + _located;
            var whatsAt = all[_located++];
            if (atLine is null)
                whatsAt.Refuse();
            else if (whatsAt.Locate(atLine, id) is { } question)
                places.Tell(question, self);
            else
                whatsAt.Answer(NoPlaces);
        }
    }

    public void OnClientArrived() => HasClientArrived = true;

    /// <returns>Whether the next answer can be written. Ignores answers to earlier batches.</returns>
    public bool TakePlaces(PlacesFound found)
    {
        var index = found.Id - firstId;
        if (index >= _written && index < _located)
            all[index].Answer(found.Json);
        return index == _written && IsNextAnswered;
    }

    public void GiveUpPlaces()
    {
        for (var i = _written; i < _located; i++)
            all[i].Answer(NoPlaces);
    }

    public void WriteTo(AnswerBuffer answers)
    {
        // In one piece of memory, so that one system call sends it.
        var length = 0;
        for (var i = _written; i < _located && all[i].IsAnswered; i++)
            length += all[i].Length;
        answers.GetSpan(length);
        for (; IsNextAnswered; _written++)
        {
            Longest = Math.Max(Longest, all[_written].Length);
            all[_written].WriteTo(answers);
        }
    }
}
