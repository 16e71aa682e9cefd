using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A configuration that can't be used: a setting is missing, unreadable or contradicts another.</summary>
public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception exception)
        : base(message, exception)
    {
    }

    /// <summary>The exception for a <typeparamref name="T"/> that needs a configuration section and got none.</summary>
    /// <param name="path">Where the section was expected, or null when that isn't known.</param>
    public static ConfigurationException NullOrEmptyConfig<T>(string? path = null) =>
        new(path is null
            ? $"Failed to instantiate {typeof(T).Name}: its configuration is missing or empty."
            : $"Failed to instantiate {typeof(T).Name}: the configuration at '{path}' is missing or empty.");
}
