using Herd.Actors.Places;
using Herd.Actors.Protocol;

namespace Herd.Actors.Clients;

/// <summary>One WHATSAT until its answer, which it composes of the AT line and the places. Copies what it needs of its line.</summary>
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
