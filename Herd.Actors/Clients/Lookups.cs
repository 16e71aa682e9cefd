using Akka.Actor;
using Herd.Actors.Locations;
using Herd.Actors.Places;

namespace Herd.Actors.Clients;

/// <summary>
/// The WHATSATs of a batch. The registry locates the first ones, all up to a client that it doesn't know; those ask
/// for their places, several at a time; answers are written in order.
/// </summary>
/// <param name="all">In the order of their lines.</param>
/// <param name="firstId">Of their questions to PlacesQuery; the others follow.</param>
internal sealed class Lookups(IReadOnlyList<Lookup> all, int firstId)
{
    private static readonly ReadOnlyMemory<byte> NoPlaces =
        """{"html_attributions":[],"results":[],"status":"UNKNOWN_ERROR","error_message":"No answer in time."}"""u8
            .ToArray();

    private int _located;
    private int _written;

    /// <summary>Bytes of the longest answer that was written.</summary>
    public int Longest { get; private set; }

    public int Count => all.Count;

    /// <summary>A question to the registry is out.</summary>
    public bool AreBeingLocated { get; private set; }

    /// <summary>Every one that the registry has answered is written.</summary>
    public bool AreLocatedWritten => _written == _located;

    public bool AreAllWritten => _written == all.Count;

    /// <summary>PlacesQuery has no question any more that waits for it.</summary>
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

    public bool IsNextAnswered => _written < _located && all[_written].IsAnswered;

    /// <summary>Asks the registry for those that aren't located yet.</summary>
    public Locate Ask(bool skipUnknown)
    {
        var clients = new ReadOnlyMemory<byte>[all.Count - _located];
        for (var i = 0; i < clients.Length; i++)
            clients[i] = all[_located + i].Client;
        AreBeingLocated = true;
        return new Locate(clients, skipUnknown);
    }

    /// <summary>The registry hasn't answered for all of them, and none is being asked for.</summary>
    public bool IsClientUnknown => !AreBeingLocated && _located < all.Count;

    /// <summary>Takes the registry's answer, and asks for the places of those that it knows.</summary>
    public void TakeLocated(Located located, IActorRef places, IActorRef self)
    {
        AreBeingLocated = false;
        foreach (var atLine in located.AtLines)
        {
            var id = firstId + _located;
            var lookup = all[_located++];
            if (atLine is null)
                lookup.Refuse();
            else if (lookup.Locate(atLine, id) is { } question)
                places.Tell(question, self);
            else
                lookup.Answer(NoPlaces);
        }
    }

    /// <summary>Takes an answer of PlacesQuery; one to an earlier batch is left alone.</summary>
    public void TakePlaces(PlacesFound found)
    {
        var index = found.Id - firstId;
        if (index >= _written && index < _located)
            all[index].Answer(found.Json);
    }

    /// <summary>PlacesQuery had its time.</summary>
    public void GiveUpPlaces()
    {
        for (var i = _written; i < _located; i++)
            all[i].Answer(NoPlaces);
    }

    /// <summary>Writes what can be written in order.</summary>
    public void WriteTo(AnswerBuffer answers)
    {
        // One piece of memory, which one system call sends.
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
