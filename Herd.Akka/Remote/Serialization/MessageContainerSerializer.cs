using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Akka.Serialization.Wire;

namespace Akka.Remote.Serialization;

/// <summary>Messages on their way along a selection.</summary>
public class MessageContainerSerializer : Serializer
{
    private const byte Parent = 0;
    private const byte Name = 1;
    private const byte Pattern = 2;
    private const byte Recursive = 3;

    public MessageContainerSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        if (obj is not ActorSelectionMessage selection)
            throw new ArgumentException($"Can't serialize object of type {obj.GetType()}");
        var writer = new WireWriter().Bool(selection.WildCardFanOut).Unsigned((ulong)selection.Elements.Length);
        foreach (var element in selection.Elements)
        {
            _ = element switch
            {
                SelectParent => writer.Byte(Parent),
                SelectChildName name => writer.Byte(Name).Text(name.Name),
                SelectChildPattern pattern => writer.Byte(Pattern).Text(pattern.PatternStr),
                SelectChildRecursive => writer.Byte(Recursive),
                _ => throw new ArgumentException($"Unknown step {element} of a selection."),
            };
        }
        return writer.Payload(selection.Message, system).ToArray();
    }

    public override object FromBinary(byte[] bytes, Type type)
    {
        var reader = new WireReader(bytes);
        var wildCardFanOut = reader.Bool();
        var elements = new SelectionPathElement[reader.Count()];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = reader.Byte() switch
            {
                Parent => new SelectParent(),
                Name => new SelectChildName(reader.Text()),
                Pattern => new SelectChildPattern(reader.Text()),
                Recursive => SelectChildRecursive.Instance,
                var other => throw new SerializationException($"Unknown step {other} of a selection."),
            };
        }
        var message = reader.Payload(system) ?? throw new SerializationException("A selection without a message.");
        return new ActorSelectionMessage(message, elements, wildCardFanOut);
    }
}
