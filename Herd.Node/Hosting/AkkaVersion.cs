using System.Reflection;
using Akka.Actor;

namespace Herd.Node.Hosting;

internal static class AkkaVersion
{
    /// <summary>Such as <c>Akka.NET 1.5.74</c>.</summary>
    public static string Text { get; } = $"Akka.NET {VersionOf(typeof(IActorRef).Assembly)}";

    private static string? VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString();
}
