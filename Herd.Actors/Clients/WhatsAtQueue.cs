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

/// <summary>One WHATSAT until its answer. Copies what it needs of its line.</summary>
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

    /// <summary>Bytes of the answer; valid when <see cref="IsAnswered"/>.</summary>
    public int Length => _isRefused
        ? Refusal.Length(_text.Length)
        : _atLine!.Length + 1 + _json.GetValueOrDefault().Length + 2;

    public void Refuse() => _isRefused = true;

    /// <returns>Null: the AT line has no valid location.</returns>
    public FindPlaces? Locate(byte[] atLine, int id)
    {
        _atLine = atLine;
        return Iso6709.TryParse(AtLineFormat.LocationIn(atLine), out var latitude, out var longitude)
            ? new FindPlaces(id, latitude, longitude, _radius, _bound)
            : null;
    }

    /// <summary>Only the first answer counts.</summary>
    public void Answer(ReadOnlyMemory<byte> json) => _json ??= json;

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
