using System.Reflection;
using Akka.Configuration;

namespace Akka.Util;

/// <summary>Types and instances named in configuration.</summary>
internal static class ConfiguredType
{
    /// <summary>
    /// Finds a type by <c>Namespace.Name</c> or <c>Namespace.Name, Assembly</c>. Configuration written for Akka.NET
    /// names its assemblies (Akka, Akka.TestKit, …): those are looked for here too.
    /// </summary>
    /// <exception cref="ConfigurationException">There is no such type.</exception>
    public static Type Find(string name, string setting) =>
        TryFind(name)
        ?? throw new ConfigurationException($"Could not find the type '{name}' that {setting} names.");

    public static Type? TryFind(string name)
    {
        if (Type.GetType(name, false) is { } found)
            return found;
        var comma = name.IndexOf(',');
        var assembly = comma < 0 ? "" : name[(comma + 1)..].Trim();
        var type = comma < 0 ? name : name[..comma].Trim();
        if (assembly.Length > 0 && !assembly.StartsWith("Akka", StringComparison.Ordinal))
            return null;
        // Akka.TestKit is Herd.Akka.TestKit here, which may not have been loaded yet.
        if (assembly.Length > 0 && Type.GetType($"{type}, Herd.{assembly}", false) is { } renamed)
            return renamed;
        return AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(type, false)).FirstOrDefault(t => t is not null);
    }

    /// <summary>Makes an instance; whatever its constructor throws comes through as it is.</summary>
    public static T Create<T>(Type type, params object?[] arguments)
        where T : class
    {
        try
        {
            const BindingFlags any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
            return (T)Activator.CreateInstance(type, any, null, arguments, null)!;
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
