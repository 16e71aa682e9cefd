using System.Reflection;
using Akka.Actor;

namespace Herd.Node.Hosting;

/// <summary>Which Akka the program runs on.</summary>
internal static class AkkaRuntime
{
    /// <summary>For people: Akka.NET with its version, or the stand-in that is bundled.</summary>
    public static string Name { get; } = NameOf(typeof(IActorRef).Assembly);

    private static string NameOf(Assembly assembly)
    {
        if (assembly.GetName().Name != "Akka")
            return $"bundled {assembly.GetName().Name}";
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return $"Akka.NET {version ?? assembly.GetName().Version?.ToString()}";
    }
}
