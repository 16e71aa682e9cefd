using Akka.Actor;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Herd.Actors.Protocol;

namespace Herd.Actors.Clients;

/// <summary>
/// The WHATSATs of a batch. The registry locates the first ones, up to a client that it doesn't know. For those places
/// are asked, all at once, and the answers are written in order. Then the next ones are located.
/// </summary>
/// <param name="all">In the order of their lines.</param>
/// <param name="firstId">Of their questions to PlacesQuery; the others follow.</param>
internal sealed class WhatsAtQueue(IReadOnlyList<WhatsAt> all, int firstId)
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

    /// <summary>When places were last asked for, a timestamp.</summary>
    public long AskedAt { get; set; }

    /// <summary>The registry stopped at the client of the next one, and will tell when it arrives.</summary>
    public bool IsClientUnknown => !AreBeingLocated && _located < all.Count;

    /// <summary>That client has arrived.</summary>
    public bool HasClientArrived { get; private set; }

    public bool IsNextAnswered => _written < _located && all[_written].IsAnswered;

    /// <summary>No question to PlacesQuery is out.</summary>
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

    /// <returns>The question for all that aren't located yet.</returns>
    public Locate Ask(bool skipUnknown)
    {
        var clients = new ReadOnlyMemory<byte>[all.Count - _located];
        for (var i = 0; i < clients.Length; i++)
            clients[i] = all[_located + i].Client;
        AreBeingLocated = true;
        return new Locate(clients, skipUnknown);
    }

    /// <summary>Takes the registry's answer, and asks for places.</summary>
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

    /// <summary>Takes an answer of PlacesQuery, if it isn't one to an earlier batch.</summary>
    /// <returns>Whether it is the next to be written.</returns>
    public bool TakePlaces(PlacesFound found)
    {
        var index = found.Id - firstId;
        if (index >= _written && index < _located)
            all[index].Answer(found.Json);
        return index == _written && IsNextAnswered;
    }

    /// <summary>Answers for PlacesQuery, whose time is up.</summary>
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

/// <summary>A WHATSAT on its way to its answer. Has copies of what it needs of its line.</summary>
internal sealed class WhatsAt
{
    private readonly byte[] _text;
    private readonly Field _client;
    private readonly double _radius;
    private readonly int _bound;
    private byte[]? _atLine;
    private ReadOnlyMemory<byte>? _json;
    private bool _isRefused;

    public WhatsAt(ReadOnlySpan<byte> line, in Command command)
    {
        _text = command.Text.Of(line).ToArray();
        _client = command.Client with { Start = command.Client.Start - command.Text.Start };
        _radius = command.Radius;
        _bound = command.Bound;
    }

    public ReadOnlyMemory<byte> Client => _text.AsMemory(_client.Start, _client.Length);

    public bool IsAnswered => _isRefused || _json is not null;

    /// <summary>Of the answer, in bytes, once there is one.</summary>
    public int Length => _isRefused
        ? Refusal.Length(_text.Length)
        : _atLine!.Length + 1 + _json.GetValueOrDefault().Length + 2;

    /// <summary>Nobody knows the client.</summary>
    public void Refuse() => _isRefused = true;

    /// <summary>Takes the client's AT line.</summary>
    /// <returns>The question for places; null if the AT line has no location.</returns>
    public FindPlaces? Locate(byte[] atLine, int id)
    {
        _atLine = atLine;
        return Iso6709.TryParse(AtLineFormat.LocationIn(atLine), out var latitude, out var longitude)
            ? new FindPlaces(id, latitude, longitude, _radius, _bound)
            : null;
    }

    /// <summary>Takes the places, the first time.</summary>
    public void Answer(ReadOnlyMemory<byte> json) => _json ??= json;

    /// <summary>Writes the answer, and lets it go.</summary>
    public void WriteTo(AnswerBuffer answers)
    {
        var length = Length;
        var span = answers.GetSpan(length);
        if (_isRefused)
        {
            Refusal.Write(span, _text);
        }
        else
        {
            var atLine = _atLine!;
            var json = _json.GetValueOrDefault().Span;
            atLine.CopyTo(span);
            span[atLine.Length] = (byte)'\n';
            json.CopyTo(span[(atLine.Length + 1)..]);
            "\n\n"u8.CopyTo(span[(length - 2)..]);
            (_atLine, _json) = (null, null);
        }

        answers.Advance(length);
    }
}
