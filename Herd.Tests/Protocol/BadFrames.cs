using System.Buffers.Binary;
using Herd.Actors.Protocol;
using Herd.Tests.Locations;

namespace Herd.Tests.Protocol;

/// <summary>Updates with one fault each, which no client's input can produce.</summary>
internal static class BadFrames
{
    private const string Client = "kiwi";
    private const long Time = 1_700_000_000;

    public static byte[] Good => Updates.Frame(Client, Time, "Hands", 200, 1, Time * PosixTime.NanosecondsPerSecond + 263_873_386);

    private static int ClientAt => BinaryPrimitives.ReadUInt16LittleEndian(Good.AsSpan(6));

    public static Dictionary<string, byte[]> All => new()
    {
        ["another kind"] = With(frame => frame[4] = 77),
        ["the origin is empty"] = With(frame => frame[5] = 0),
        ["the origin ends early"] = With(frame => frame[5]--),
        ["the origin goes on into the skew"] = With(frame => frame[5]++),
        ["the origin is longer than the frame"] = With(frame => frame[5] = 255),
        ["the origin is no node's name"] = With(frame => frame[UpdateFrame.HeaderLength + 3] = (byte)'/'),
        ["the client is empty"] = With(frame => frame.AsSpan(8, 4).Clear()),
        ["the client starts early"] = With(frame => frame[6]--),
        ["the client starts late"] = With(frame => frame[6]++),
        ["the client starts behind the frame"] = With(frame => frame[7] = 255),
        ["the client ends early"] = With(frame => frame[8]--),
        ["the client ends behind the frame"] = With(frame => frame[8] = 255),
        ["the client is longer than any frame"] = With(frame => frame[11] = 255),
        ["a line feed in the client"] = With(frame => frame[ClientAt + 1] = (byte)'\n'),
        ["a carriage return in the client"] = With(frame => frame[ClientAt + 1] = (byte)'\r'),
        ["a space in the client"] = With(frame => frame[ClientAt + 1] = (byte)' '),
        ["more nanoseconds than a second has"] = With(frame => BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), PosixTime.NanosecondsPerSecond)),
        ["another time than the line's"] = With(frame => frame[16]++),
        ["another receipt time than the skew says"] = With(frame => frame[24]++),
        ["received before 1970"] = With(frame => frame[31] = 255),
        ["no stamp"] = With(frame => frame.AsSpan(UpdateFrame.SequenceOffset, 8).Clear()),
        ["a sequence number that nobody reaches"] = With(frame => frame[UpdateFrame.SequenceOffset + 6] = 2),
        ["not an AT line"] = With(frame => frame[UpdateFrame.HeaderLength] = (byte)'B'),
        ["a skew that is none"] = With(frame => frame[ClientAt - 2] = (byte)'x'),
        ["a location that is none"] = With(frame => frame[ClientAt + Client.Length + 1] = (byte)'x'),
        ["a location beyond the pole"] = With(frame => frame[ClientAt + Client.Length + 2] = (byte)'9'),
        ["a time that is none"] = With(frame => frame[^1] = (byte)'x'),
        ["a line feed at the end"] = With(frame => frame[^1] = (byte)'\n'),
        ["bytes behind the time"] = Longer(" "),
        ["a line behind the line"] = Longer("\nAT Hands +1.000000000 fig +1+1 1"),
    };

    private static byte[] With(Action<byte[]> change)
    {
        var frame = Good;
        change(frame);
        return frame;
    }

    private static byte[] Longer(string text)
    {
        byte[] frame = [.. Good, .. Bytes.Of(text)];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)frame.Length);
        return frame;
    }
}
