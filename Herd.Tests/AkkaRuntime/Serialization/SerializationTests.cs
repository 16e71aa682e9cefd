using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Serialization;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Serialization;

/// <summary>Serializers are found by class.</summary>
public sealed class SerializationTests() : Akka.TestKit.Xunit2.TestKit("""
    akka.actor {
      serializers {
        animals = "Herd.Tests.AkkaRuntime.Serialization.AnimalSerializer, Herd.Tests"
        cats = "Herd.Tests.AkkaRuntime.Serialization.CatSerializer, Herd.Tests"
      }
      serialization-bindings {
        "Herd.Tests.AkkaRuntime.Serialization.IAnimal, Herd.Tests" = animals
        "Herd.Tests.AkkaRuntime.Serialization.Cat, Herd.Tests" = cats
      }
      serialization-identifiers {
        "Herd.Tests.AkkaRuntime.Serialization.AnimalSerializer, Herd.Tests" = 1001
      }
    }
    """)
{
    private Akka.Serialization.Serialization Serialization => Sys.Serialization;

    [Fact]
    public void A_class_has_the_serializer_of_its_interface() =>
        Assert.IsType<AnimalSerializer>(Serialization.FindSerializerFor(new Dog("Rex")));

    [Fact]
    public void The_most_specific_binding_counts()
    {
        Assert.IsType<CatSerializer>(Serialization.FindSerializerFor(new Cat("Tom")));
        Assert.IsType<CatSerializer>(Serialization.FindSerializerFor(new Kitten("Tim")));
    }

    [Fact]
    public void Identifiers_come_from_the_configuration_or_the_serializer()
    {
        Assert.Equal(1001, Serialization.FindSerializerForType(typeof(Dog)).Identifier);
        Assert.Equal(1002, Serialization.FindSerializerForType(typeof(Cat)).Identifier);
    }

    [Fact]
    public void What_was_serialized_comes_back()
    {
        var dog = new Dog("Rex");
        var serializer = Serialization.FindSerializerFor(dog);

        var back = Serialization.Deserialize(Serialization.Serialize(dog), serializer.Identifier, Akka.Serialization.Serialization.ManifestFor(serializer, dog));

        Assert.Equal(dog, back);
    }

    [Fact]
    public void Bytes_are_themselves()
    {
        byte[] bytes = [1, 2, 3];
        Assert.Equal(bytes, Serialization.Serialize(bytes));
        Assert.Equal(4, Serialization.FindSerializerFor(bytes).Identifier);
    }

    [Fact]
    public void An_unknown_serializer_or_manifest_is_refused()
    {
        Assert.Throws<SerializationException>(() => Serialization.Deserialize([], 4711, "x"));
        Assert.Throws<SerializationException>(() => Serialization.Deserialize([], 1001, "tiger"));
    }

    [Fact]
    public void Serializers_can_be_given_in_code()
    {
        var setup = SerializationSetup.Create(system => [SerializerDetails.Create("cats", new CatSerializer(system), [typeof(Cat)])]);
        using var system = ActorSystem.Create("in-code", ActorSystemSetup.Create(setup));
        Assert.IsType<CatSerializer>(system.Serialization.FindSerializerFor(new Cat("Tom")));
    }

    [Fact]
    public void A_local_reference_is_found_again_by_its_serialized_path()
    {
        var path = Akka.Serialization.Serialization.SerializedActorPath(TestActor);
        Assert.Equal(TestActor, ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(path));
    }
}

public interface IAnimal
{
    string Name { get; }
}

public sealed record Dog(string Name) : IAnimal;

public record Cat(string Name) : IAnimal;

public sealed record Kitten(string Name) : Cat(Name);

public sealed class AnimalSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override string Manifest(object o) => o is Dog ? "dog" : throw new ArgumentException($"No dog: {o}");

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((IAnimal)obj).Name);

    public override object FromBinary(byte[] bytes, string manifest) =>
        manifest == "dog" ? new Dog(Encoding.UTF8.GetString(bytes)) : throw new SerializationException($"Unknown manifest {manifest}");
}

public sealed class CatSerializer(ExtendedActorSystem system) : Akka.Serialization.Serializer(system)
{
    public override int Identifier => 1002;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Cat)obj).Name);

    public override object FromBinary(byte[] bytes, Type type) => new Cat(Encoding.UTF8.GetString(bytes));
}
