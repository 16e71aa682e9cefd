using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;
using Herd.Node.Hosting;

namespace Herd.Node.Commands;

internal sealed class PrintVersion : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(PrintVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine($"herd {version} on {AkkaVersion.Text}, {RuntimeInformation.FrameworkDescription}");
        return ExitCode.Ok;
    }
}
