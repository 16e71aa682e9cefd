using Akka.Actor;
using Akka.Serialization.Wire;

namespace Akka.Remote.Transport;

/// <summary>Who speaks on a connection: protocol version, address, incarnation.</summary>
/// <param name="Address">Under which others reach the one who speaks.</param>
/// <param name="Uid">Its incarnation.</param>
/// <param name="To">The address that was called.</param>
internal sealed record Hello(Address Address, int Uid, Address To)
{
    public const int Version = 1;

    // Tells at once that something else is speaking here.
    private static ReadOnlySpan<byte> Magic => "akka"u8;

    public byte[] ToFrame() => Frame.Of(FrameKind.Hello, new WireWriter().Raw(Magic).Unsigned(Version).Address(Address).Signed(Uid).Address(To).Written);

    /// <exception cref="ProtocolException">It is no hello.</exception>
    /// <exception cref="RefusedException">It is one of another version.</exception>
    public static Hello Parse(ReadOnlySpan<byte> content)
    {
        var reader = new WireReader(content);
        if (reader.Left < Magic.Length || !reader.Raw(Magic.Length).SequenceEqual(Magic))
            throw new ProtocolException("it doesn't speak the protocol of remoting");
        if (reader.Unsigned() is var version and not Version)
            throw new RefusedException($"one system speaks version {version} of the protocol of remoting, the other system speaks {Version}", RefusalKind.Protocol);
        var address = reader.Address();
        if (address.HasLocalScope || address.Port is null)
            throw new ProtocolException("it gives no address");
        var uid = reader.Int();
        return new Hello(address, uid, reader.Address());
    }
}
