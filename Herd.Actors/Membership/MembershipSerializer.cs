using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Herd.Actors.Membership;

/// <summary>Writes the two messages that nodes exchange before they join, as JSON. It reads these types and no other.</summary>
public sealed class MembershipSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>For the actor system: nothing but these messages goes through it.</summary>
    public const string Config =
        """
        akka.actor {
          serializers.herd-membership = "Herd.Actors.Membership.MembershipSerializer, Herd.Actors"
          serialization-bindings {
            "Herd.Actors.Membership.Knock, Herd.Actors" = herd-membership
            "Herd.Actors.Membership.KnockAnswer, Herd.Actors" = herd-membership
          }
        }
        """;

    private const string KnockManifest = "knock";
    private const string AnswerManifest = "knock-answer";

    /// <summary>Ours for good: 0 to 40 are Akka's.</summary>
    public override int Identifier => 12_000;

    public override string Manifest(object o) => o switch
    {
        Knock => KnockManifest,
        KnockAnswer => AnswerManifest,
        _ => throw new ArgumentException($"can't serialize a {o.GetType()}", nameof(o)),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        Knock knock => JsonSerializer.SerializeToUtf8Bytes(knock),
        KnockAnswer answer => JsonSerializer.SerializeToUtf8Bytes(answer),
        _ => throw new ArgumentException($"can't serialize a {obj.GetType()}", nameof(obj)),
    };

    /// <exception cref="SerializationException">The bytes are none of its messages.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return manifest switch
            {
                KnockManifest => Checked(JsonSerializer.Deserialize<Knock>(bytes)),
                AnswerManifest => Checked(JsonSerializer.Deserialize<KnockAnswer>(bytes)),
                _ => throw new SerializationException($"no message of the herd's membership is called '{manifest}'"),
            };
        }
        catch (JsonException fault)
        {
            throw new SerializationException($"a {manifest} can't be read: {fault.Message}", fault);
        }
    }

    /// <summary>JSON may leave out what a record's constructor wants.</summary>
    private static object Checked(object? message) => message switch
    {
        Knock { Herd: not null, Address: not null, Proof: not null, Node: { Name: not null, Host: not null } } => message,
        KnockAnswer { Node: not null, Address: not null, Members: not null, Proof: not null } answer
            when answer.Members.All(member => member is { Address: not null, Node: { Name: not null, Host: not null } }) => message,
        _ => throw new SerializationException("a message of the herd's membership lacks a field"),
    };
}
