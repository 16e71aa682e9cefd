using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>string, int and long.</summary>
public sealed class PrimitiveSerializers : SerializerWithStringManifest
{
    private const string StringManifest = "S";
    private const string IntManifest = "I";
    private const string LongManifest = "L";

    public PrimitiveSerializers(ExtendedActorSystem system, Config config)
        : base(system) => _ = config;

    public override string Manifest(object obj) => obj switch
    {
        string => StringManifest,
        int => IntManifest,
        long => LongManifest,
        _ => throw Unknown(obj),
    };

    public override byte[] ToBinary(object obj)
    {
        switch (obj)
        {
            case string text:
                return Encoding.UTF8.GetBytes(text);
            case int number:
                var four = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(four, number);
                return four;
            case long number:
                var eight = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(eight, number);
                return eight;
            default:
                throw Unknown(obj);
        }
    }

    public override object FromBinary(byte[] bytes, string manifest) => (manifest, bytes.Length) switch
    {
        (StringManifest, _) => Encoding.UTF8.GetString(bytes),
        (IntManifest, 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (LongManifest, 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw new SerializationException($"{bytes.Length} bytes with manifest [{manifest}] are no string, int or long."),
    };

    private static ArgumentException Unknown(object obj) => new($"Can't serialize object of type {obj.GetType()}");
}
