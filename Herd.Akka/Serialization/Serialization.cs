using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>
/// Finds the serializer of an object by its class: the one that <c>akka.actor.serialization-bindings</c> gives to the class
/// itself, or else to the most specific of its bases and interfaces.
/// </summary>
/// <remarks>
/// Only known types are read and written. No serializer here makes objects of a class that the bytes name, and none takes any
/// object: one whose class isn't bound can't be sent to another system.
/// </remarks>
public class Serialization
{
    [ThreadStatic]
    private static Information? _current;

    private readonly ConcurrentDictionary<Type, Serializer> _found = new();
    private readonly Dictionary<string, Serializer> _byName = [];
    private readonly Dictionary<int, Serializer> _byId = [];
    private readonly NullSerializer _null;
    private volatile KeyValuePair<Type, Serializer>[] _bindings = [];

    /// <exception cref="ConfigurationException">A serializer, or a serializer that a binding names, isn't there.</exception>
    public Serialization(ExtendedActorSystem system)
    {
        System = system;
        _null = new NullSerializer(system);
        AddSerializer("null", _null);
        var config = system.Settings.Config;
        foreach (var (name, type) in config.GetConfig("akka.actor.serializers")?.AsEnumerable() ?? [])
            AddSerializer(name, Made(name, type.GetString() ?? ""));
        var bindings = new Dictionary<Type, Serializer>();
        foreach (var (name, serializer) in config.GetConfig("akka.actor.serialization-bindings")?.AsEnumerable() ?? [])
        {
            if (serializer.GetString() is { Length: > 0 } alias)
                bindings[ConfiguredType.Find(name, "akka.actor.serialization-bindings")] = Named(alias);
        }
        if (system.Settings.Setup.Get<SerializationSetup>() is { HasValue: true, Value: var setup })
        {
            foreach (var details in setup.CreateSerializers(system))
            {
                AddSerializer(details.Alias, details.Serializer);
                foreach (var type in details.UseFor)
                    bindings[type] = details.Serializer;
            }
        }
        _bindings = [.. bindings];
    }

    public ExtendedActorSystem System { get; }

    /// <exception cref="InvalidOperationException">Nothing is being serialized on this thread.</exception>
    public static Information GetCurrentTransportInformation() =>
        _current ?? throw new InvalidOperationException("CurrentTransportInformation is not set. Use Serialization.WithTransport<T>.");

    /// <summary>What goes with the bytes, so that they can be read.</summary>
    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest named => named.Manifest(msg),
        { IncludeManifest: true } => NameOf(msg.GetType()),
        _ => "",
    };

    /// <summary>
    /// A reference as a text with which <see cref="IActorRefProvider.ResolveActorRef(string)"/> finds it, in this system and in others.
    /// </summary>
    public static string SerializedActorPath(IActorRef actorRef)
    {
        if (actorRef is null)
            return "";
        var path = actorRef.Path;
        if (path.Address.HasGlobalScope)
            return path.ToSerializationFormat();
        var address = _current?.Address
            ?? (actorRef is IInternalActorRef and not Nobody ? ((IInternalActorRef)actorRef).Provider.DefaultAddress : null);
        return address is null ? path.ToSerializationFormat() : path.ToSerializationFormatWithAddress(address);
    }

    /// <summary>Serializes with references that other systems can use.</summary>
    public static T WithTransport<T>(ExtendedActorSystem system, Func<T> action) => WithTransport(system, action, static a => a());

    /// <inheritdoc cref="WithTransport{T}(ExtendedActorSystem, Func{T})"/>
    public static T WithTransport<TState, T>(ExtendedActorSystem system, TState state, Func<TState, T> action) =>
        WithAddress(system.Provider.SerializationInformation, state, action);

    /// <exception cref="SerializationException">There is no serializer for its class.</exception>
    public byte[] Serialize(object o) => WithTransport(System, (this, o), static state => state.Item1.FindSerializerFor(state.o).ToBinary(state.o));

    /// <param name="bytes">What a serializer wrote.</param>
    /// <param name="serializerId">Which one.</param>
    /// <param name="manifest">What it said that they are.</param>
    /// <exception cref="SerializationException">There is no such serializer, or the bytes aren't what they should be.</exception>
    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        var serializer = WithId(serializerId, manifest);
        if (serializer is SerializerWithStringManifest named)
            return named.FromBinary(bytes, manifest);
        return serializer.FromBinary(bytes, manifest.Length == 0 ? null! : Bound(serializer, manifest));
    }

    /// <inheritdoc cref="Deserialize(byte[], int, string)"/>
    public object Deserialize(byte[] bytes, int serializerId, Type type) => WithId(serializerId, NameOf(type)).FromBinary(bytes, type);

    /// <inheritdoc cref="FindSerializerForType"/>
    public Serializer FindSerializerFor(object obj, string? defaultSerializerName = null) =>
        obj is null ? _null : FindSerializerForType(obj.GetType(), defaultSerializerName);

    /// <param name="objectType">The class of the object.</param>
    /// <param name="defaultSerializerName">The serializer to take if none is bound to it.</param>
    /// <exception cref="SerializationException">There is none.</exception>
    public Serializer FindSerializerForType(Type objectType, string? defaultSerializerName = null)
    {
        if (_found.TryGetValue(objectType, out var known))
            return known;
        if (MostSpecific(objectType) is { } serializer)
            return _found[objectType] = serializer;
        if (defaultSerializerName is not null)
            return Named(defaultSerializerName);
        throw new SerializationException(
            $"No serializer found for type [{objectType}]. Name one for it under akka.actor.serialization-bindings: only known types are sent to other systems.");
    }

    public void AddSerializer(string name, Serializer serializer)
    {
        if (_byId.TryGetValue(serializer.Identifier, out var other) && other.GetType() != serializer.GetType())
            throw new ConfigurationException($"The serializers {other.GetType()} and {serializer.GetType()} have the same identifier, {serializer.Identifier}.");
        _byName[name] = serializer;
        _byId[serializer.Identifier] = serializer;
    }

    public void AddSerializationMap(Type type, Serializer serializer)
    {
        _bindings = [.. _bindings.Where(b => b.Key != type), KeyValuePair.Create(type, serializer)];
        _found.Clear();
    }

    internal static T WithAddress<TState, T>(Information information, TState state, Func<TState, T> action)
    {
        var before = _current;
        // What is serialized within something is for the same reader.
        _current = before is not null && ReferenceEquals(before.System, information.System) ? before : information;
        try
        {
            return action(state);
        }
        finally
        {
            _current = before;
        }
    }

    internal static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private Serializer? MostSpecific(Type type)
    {
        KeyValuePair<Type, Serializer>? best = null;
        foreach (var binding in _bindings)
        {
            if (binding.Key.IsAssignableFrom(type) && (best is null || best.Value.Key.IsAssignableFrom(binding.Key)))
                best = binding;
        }
        return best?.Value;
    }

    private Type Bound(Serializer serializer, string manifest)
    {
        foreach (var (type, bound) in _bindings)
        {
            if (ReferenceEquals(bound, serializer) && NameOf(type) == manifest)
                return type;
        }
        throw new SerializationException($"The class [{manifest}] isn't bound to the serializer {serializer.GetType().Name}.");
    }

    private Serializer WithId(int id, string manifest) => _byId.TryGetValue(id, out var serializer)
        ? serializer
        : throw new SerializationException($"Cannot find serializer with id [{id}] (manifest [{manifest}]). Do both systems have the same akka.actor.serializers?");

    private Serializer Named(string name) => _byName.TryGetValue(name, out var serializer)
        ? serializer
        : throw new ConfigurationException($"There is no serializer '{name}' under akka.actor.serializers.");

    private Serializer Made(string name, string typeName)
    {
        var type = ConfiguredType.Find(typeName, $"akka.actor.serializers.{name}");
        var settings = System.Settings.Config.GetConfig($"akka.actor.serialization-settings.{name}");
        return type.GetConstructor([typeof(ExtendedActorSystem), typeof(Config)]) is not null
            ? ConfiguredType.Create<Serializer>(type, System, settings ?? Config.Empty)
            : ConfiguredType.Create<Serializer>(type, System);
    }
}
