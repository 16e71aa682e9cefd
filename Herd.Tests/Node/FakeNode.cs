using System.Net;
using Herd.Actors.Access;
using Herd.Actors.Membership;
using Herd.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Herd.Tests.Node;

/// <summary>An HTTP server that answers like a node, with what a test provides.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    public const string Secret = "7dbd0d56cd5a4b1c9e2f6a8b3c4d5e6f";

    /// <summary>Authorizes operators in a herd without a secret.</summary>
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

    public static Task<FakeNode> StartAsync(IMembershipAccess membership, string secret = Secret, AccessKeys? keys = null) =>
        StartAsync(membership, secret, keys, MemberRemoval.Map);

    /// <summary>Answers removals and <c>GET /status</c>, by the node's port; a null status means 503, an empty secret none.</summary>
    public static Task<FakeNode> StartAsync(
        Func<int, StatusReport?> status, IMembershipAccess? membership = null, string secret = Secret, AccessKeys? keys = null) =>
        StartAsync(membership ?? new NoMembership(), secret, keys, application =>
        {
            application.MapGet(Status.Path, context => AnswerAsync(context, status(context.Connection.LocalPort))).RequireOperator();
            MemberRemoval.Map(application);
        });

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
