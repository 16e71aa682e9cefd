using System.Reflection;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>Makes <see cref="Config"/> from HOCON: a string, or a resource of an assembly.</summary>
public class ConfigurationFactory
{
    private static readonly Lazy<Config> Reference =
        new(() => FromResource("Akka.Configuration.akka.conf", typeof(ConfigurationFactory).Assembly));

    /// <summary>A configuration without any setting.</summary>
    public static Config Empty => ParseString("");

    /// <summary>The defaults of everything under <c>akka</c>.</summary>
    public static Config Default() => Reference.Value;

    /// <summary>Parses HOCON that includes nothing.</summary>
    /// <exception cref="FormatException">The text isn't HOCON, or a substitution names nothing; the message shows where.</exception>
    /// <exception cref="ConfigurationException">An unquoted value runs into '=' or ':', or the text has an include.</exception>
    public static Config ParseString(string hocon) => ParseString(hocon, null);

    /// <summary>Parses HOCON whose <c>include "name"</c> are answered by a callback.</summary>
    /// <param name="hocon">The text.</param>
    /// <param name="includeCallback">From the name in an include to what stands there, parsed.</param>
    /// <exception cref="FormatException">The text isn't HOCON, or a substitution names nothing; the message shows where.</exception>
    /// <exception cref="ConfigurationException">An unquoted value runs into '=' or ':', or there is an include and no callback.</exception>
    public static Config ParseString(string hocon, Func<string, HoconRoot>? includeCallback) =>
        new(Parser.Parse(hocon, includeCallback));

    /// <summary>Parses a resource of the assembly that defines <typeparamref name="TAssembly"/>.</summary>
    public static Config FromResource<TAssembly>(string resourceName) =>
        FromResource(resourceName, typeof(TAssembly).Assembly);

    /// <summary>Parses a resource of an assembly: the one given, or the one of the given type or instance.</summary>
    public static Config FromResource(string resourceName, object instanceInAssembly) => instanceInAssembly switch
    {
        Assembly assembly => FromResource(resourceName, assembly),
        Type type => FromResource(resourceName, type.Assembly),
        _ => FromResource(resourceName, instanceInAssembly.GetType().Assembly),
    };

    /// <summary>Parses a resource of an assembly.</summary>
    /// <exception cref="ConfigurationException">The assembly has no such resource.</exception>
    public static Config FromResource(string resourceName, Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream(resourceName)
            ?? throw new ConfigurationException($"Assembly {assembly.GetName().Name} has no resource '{resourceName}'.");
        using var reader = new StreamReader(stream);
        return ParseString(reader.ReadToEnd());
    }
}
