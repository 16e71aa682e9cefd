using System.Net;
using Herd.Actors.Access;
using Herd.Actors.Membership;
using Herd.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Herd.Tests.Node;

/// <summary>What answers over HTTP like a node, with whatever a test wants to hear.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    /// <summary>Of its herd, if a test doesn't say otherwise.</summary>
    public const string Secret = "7dbd0d56cd5a4b1c9e2f6a8b3c4d5e6f";

    /// <summary>What counts in a herd without a secret.</summary>
    public const string Token = "the node's own";

    private readonly WebApplication _application;

    private FakeNode(WebApplication application, int port)
    {
        _application = application;
        Port = port;
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public Uri Uri => new($"http://{Address}");

    /// <summary>Answers removals.</summary>
    public static Task<FakeNode> StartAsync(IMembershipAccess membership, string secret = Secret, AccessKeys? keys = null) =>
        StartAsync(membership, secret, keys, MemberRemoval.Map);

    /// <summary>Answers <c>GET /status</c>, and removals.</summary>
    /// <param name="status">Asked each time with the node's port; null: 503.</param>
    /// <param name="membership">Asked for removals.</param>
    /// <param name="secret">The herd's; empty: none.</param>
    /// <param name="keys">Null: none.</param>
    public static Task<FakeNode> StartAsync(
        Func<int, StatusReport?> status, IMembershipAccess? membership = null, string secret = Secret, AccessKeys? keys = null) =>
        StartAsync(membership ?? new NoMembership(), secret, keys, application =>
        {
            application.MapGet(Status.Path, context => AnswerAsync(context, status(context.Connection.LocalPort))).RequireOperator();
            MemberRemoval.Map(application);
        });

    /// <summary>Answers whatever a test maps.</summary>
    public static Task<FakeNode> StartAsync(AccessKeys keys, Action<WebApplication> map) => StartAsync(new NoMembership(), Secret, keys, map);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task<FakeNode> StartAsync(IMembershipAccess membership, string secret, AccessKeys? keys, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(membership);
        var application = builder.Build();
        HttpGate.Use(
            application, keys ?? AccessKeys.None, new HerdProofs(secret, Token, TimeProvider.System), new WebPageCheck(["ada.example"]), _ => { });
        map(application);
        await application.StartAsync();
        return new FakeNode(application, new Uri(application.Urls.Single()).Port);
    }

    private static Task AnswerAsync(HttpContext context, StatusReport? report)
    {
        if (report is not null)
            return context.Response.WriteAsJsonAsync(report);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }
}
