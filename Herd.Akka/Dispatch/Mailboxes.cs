using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>Finds the kind of mailbox for an actor: what its Props say, else its dispatcher, else what its class requires.</summary>
public class Mailboxes
{
    public static readonly string DefaultMailboxId = "akka.actor.default-mailbox";
    public static readonly string NoMailboxRequirement = "";

    private const string RequirementsPath = "akka.actor.mailbox.requirements";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MailboxType> _types = new();
    private readonly ConcurrentDictionary<Type, Type?> _required = new();
    private readonly Lazy<Dictionary<Type, string>> _requirements;

    public Mailboxes(ActorSystem system)
    {
        _system = system;
        DeadLetterMailbox = new DeadLetterMailbox(system.DeadLetters);
        _requirements = new Lazy<Dictionary<Type, string>>(ReadRequirements);
    }

    public DeadLetterMailbox DeadLetterMailbox { get; }

    /// <summary>The T of the <see cref="IRequiresMessageQueue{T}"/> that an actor's class implements; null if none.</summary>
    public Type GetRequiredType(Type actorType) => _required.GetOrAdd(actorType, static type => type.GetInterfaces()
        .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequiresMessageQueue<>))
        .Select(i => i.GetGenericArguments()[0])
        .FirstOrDefault())!;

    public bool HasRequiredType(Type actorType) => GetRequiredType(actorType) is not null;

    public bool ProducesMessageQueue(Type mailboxType) => ProducedBy(mailboxType) is not null;

    /// <exception cref="ConfigurationException">Nothing is configured at that path.</exception>
    public MailboxType Lookup(string id) => _types.TryGetValue(id, out var known) ? known : _types.GetOrAdd(id, Create(id));

    /// <exception cref="ConfigurationException">No mailbox is bound to that kind of queue.</exception>
    public MailboxType LookupByQueueType(Type queueType) =>
        _requirements.Value.TryGetValue(queueType, out var id)
            ? Lookup(id)
            : throw new ConfigurationException($"Mailbox Mapping for [{queueType}] not configured: add it to {RequirementsPath}.");

    public MailboxType GetMailboxType(Props props, Config dispatcherConfig)
    {
        var required = GetRequiredType(props.Type);
        if (props.Mailbox != Deploy.NoMailboxGiven)
            return Verified(Lookup(props.Mailbox), required, props);
        if (props.Deploy.Dispatcher != Deploy.NoDispatcherGiven && !string.IsNullOrEmpty(dispatcherConfig.GetString("mailbox-type")))
            return Verified(Lookup(props.Dispatcher), required, props);
        if (required is not null)
            return Verified(LookupByQueueType(required), required, props);
        return dispatcherConfig.GetString("mailbox-requirement") is { Length: > 0 } demanded
            ? LookupByQueueType(ConfiguredType.Find(demanded, "mailbox-requirement"))
            : Lookup(DefaultMailboxId);
    }

    internal int StashCapacity(string dispatcher, string mailbox)
    {
        var config = _system.Settings.Config;
        if (mailbox != Deploy.NoMailboxGiven && config.HasPath(mailbox + ".stash-capacity"))
            return config.GetInt(mailbox + ".stash-capacity");
        return config.HasPath(dispatcher + ".stash-capacity")
            ? config.GetInt(dispatcher + ".stash-capacity")
            : config.GetInt(DefaultMailboxId + ".stash-capacity", Deploy.NoStashSize);
    }

    private static Type? ProducedBy(Type mailboxType) => mailboxType.GetInterfaces()
        .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IProducesMessageQueue<>))
        .Select(i => i.GetGenericArguments()[0])
        .FirstOrDefault();

    private static MailboxType Verified(MailboxType type, Type? required, Props props)
    {
        if (required is not null && ProducedBy(type.GetType()) is { } produced && !required.IsAssignableFrom(produced))
        {
            throw new ArgumentException(
                $"Produced message queue type [{produced}] doesn't fulfill the requirement for actor class [{props.Type}]. Must be a subclass of [{required}].");
        }
        return type;
    }

    private MailboxType Create(string id)
    {
        var settings = _system.Settings;
        if (!settings.Config.HasPath(id))
            throw new ConfigurationException($"Mailbox Type [{id}] not configured.");
        var config = settings.Config.GetConfig(id)!.WithFallback(settings.Config.GetConfig(DefaultMailboxId)!);
        var name = config.GetString("mailbox-type");
        if (string.IsNullOrEmpty(name))
            throw new ConfigurationException($"The setting mailbox-type defined in [{id}] is empty.");
        return ConfiguredType.Create<MailboxType>(ConfiguredType.Find(name, $"{id}.mailbox-type"), settings, config);
    }

    private Dictionary<Type, string> ReadRequirements() =>
        _system.Settings.Config.GetConfig(RequirementsPath)!.AsEnumerable().ToDictionary(
            pair => ConfiguredType.Find(pair.Key, RequirementsPath),
            pair => pair.Value.GetString()!);
}
