using System.Text;

namespace Herd.Bench.Load;

/// <summary>
/// IAMATs rendered once; sent again and again with other times or clients, of which only the digits change. So the load
/// generator spends its time in the socket.
/// </summary>
internal sealed class IamatBlock
{
    private const int NumberLength = 9;

    private readonly byte[] _bytes;
    private readonly int[] _numbers;
    private readonly int[] _times;

    /// <param name="prefix">Of the clients' IDs: each is the prefix and nine digits.</param>
    /// <param name="first">The first client's number; the others' follow it.</param>
    /// <param name="lines">IAMATs, each of another client.</param>
    public IamatBlock(string prefix, int first, int lines)
    {
        var bytes = new List<byte>();
        _numbers = new int[lines];
        _times = new int[lines];
        for (var line = 0; line < lines; line++)
        {
            bytes.AddRange(Encoding.ASCII.GetBytes($"IAMAT {prefix}"));
            _numbers[line] = bytes.Count;
            var place = (first + line) % 1000;
            bytes.AddRange(Encoding.ASCII.GetBytes($"{new string('0', NumberLength)} +34.{place:D6}-118.{place:D6} "));
            _times[line] = bytes.Count;
            bytes.AddRange(new byte[ClientClock.TextLength]);
            bytes.Add((byte)'\n');
        }

        _bytes = [.. bytes];
        SetClients(first);
    }

    /// <summary>Gives the lines the clients from this number on.</summary>
    public void SetClients(int first)
    {
        for (var line = 0; line < _numbers.Length; line++)
        {
            var number = first + line;
            for (var digit = _numbers[line] + NumberLength - 1; digit >= _numbers[line]; digit--)
            {
                _bytes[digit] = (byte)('0' + (number % 10));
                number /= 10;
            }
        }
    }

    /// <summary>The lines, all with the same time.</summary>
    /// <param name="time">As <see cref="ClientClock.Next"/> gives it.</param>
    public CommandBlock At(ReadOnlySpan<byte> time)
    {
        foreach (var at in _times)
            time.CopyTo(_bytes.AsSpan(at));
        return new CommandBlock(_bytes, _times.Length);
    }
}
