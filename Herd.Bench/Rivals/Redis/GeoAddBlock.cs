using System.Globalization;
using System.Text;
using Herd.Bench.Load;

namespace Herd.Bench.Rivals.Redis;

/// <summary>
/// What <see cref="IamatBlock"/> is for our herd: GEOADDs rendered once, in Redis' protocol, of which only digits change. All
/// clients are members of one key, as one herd holds them all.
/// </summary>
internal sealed class GeoAddBlock
{
    private const int NumberLength = 9;
    private const int PlaceLength = 4;

    /// <summary>Redis keeps a location to some 0.00001 degrees, and sends replicas only what changed it.</summary>
    private const int Places = 10_000;

    private readonly byte[] _bytes;
    private readonly int[] _numbers;
    private readonly int[] _places;

    /// <param name="prefix">Of the clients' IDs: each is the prefix and nine digits.</param>
    /// <param name="first">The first client's number; the others' follow it.</param>
    /// <param name="commands">GEOADDs, each of another client.</param>
    public GeoAddBlock(string prefix, int first, int commands)
    {
        var bytes = new List<byte>();
        _numbers = new int[commands];
        _places = new int[commands];
        for (var command = 0; command < commands; command++)
        {
            bytes.AddRange(Text($"*5\r\n$6\r\nGEOADD\r\n$4\r\nherd\r\n$11\r\n-118.{(first + command) % 1000:D6}\r\n$9\r\n34."));
            _places[command] = bytes.Count;
            bytes.AddRange(Text($"000093\r\n${prefix.Length + NumberLength}\r\n{prefix}"));
            _numbers[command] = bytes.Count;
            bytes.AddRange(Text($"{new string('0', NumberLength)}\r\n"));
        }

        _bytes = [.. bytes];
        SetClients(first);
    }

    /// <summary>Gives the commands the clients from this number on.</summary>
    public void SetClients(int first)
    {
        for (var command = 0; command < _numbers.Length; command++)
            Write(first + command, _numbers[command], NumberLength);
    }

    /// <summary>The commands, all at another latitude than with the number before.</summary>
    public CommandBlock At(int place)
    {
        foreach (var at in _places)
            Write(place % Places, at, PlaceLength);
        return new CommandBlock(_bytes, _places.Length);
    }

    private static byte[] Text(FormattableString text) => Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture));

    private void Write(int number, int at, int length)
    {
        for (var digit = at + length - 1; digit >= at; digit--)
        {
            _bytes[digit] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}
