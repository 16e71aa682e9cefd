using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Herd.Bench.Load;

/// <summary>A TCP server on Kestrel with nothing around it.</summary>
internal static class BareServer
{
    /// <summary>Runs until a signal stops the process; prints <c>ready</c> on a line of its own.</summary>
    /// <param name="port">Of the loopback address.</param>
    /// <param name="serve">A connection, until it ends.</param>
    public static async Task RunAsync(int port, ConnectionDelegate serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Use(_ => serve)));
        await using var application = builder.Build();
        await application.StartAsync().ConfigureAwait(false);
        await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
        await application.WaitForShutdownAsync().ConfigureAwait(false);
    }
}
