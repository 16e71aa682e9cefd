using System.Net;
using Herd.Actors.Access;
using Herd.Node.Hosting;
using Herd.Node.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Demo;

/// <summary>The buttons of the demo's map, and <c>GET /demo</c> for its state. Changes are for this machine and admins only.</summary>
internal sealed class DemoEndpoints(DemoHerd demo)
{
    public void Map(WebApplication application)
    {
        application.MapQuestion("/demo", AnswerAsync).RequireMay(Permissions.Read);
        application.MapPost("/demo/nodes/{node}/{what}", HttpFaults.Handle(ChangeNodeAsync)).RequireMay(Permissions.Read);
        application.MapPost("/demo/links/{node}/{other}/{what}", HttpFaults.Handle(ChangeLinkAsync)).RequireMay(Permissions.Read);
        application.MapPost("/demo/walkers/{what}", HttpFaults.Handle(ChangeWalkersAsync)).RequireMay(Permissions.Read);
    }

    private async Task AnswerAsync(HttpContext context) =>
        await context.Response.WriteAsJsonAsync(await demo.ReadAsync().ConfigureAwait(false)).ConfigureAwait(false);

    private Task ChangeNodeAsync(HttpContext context)
    {
        Check(context);
        var node = NodeIn(context, "node");
        switch (WhatIn(context))
        {
            case "stop" when !demo.MayStop(node):
                throw new HttpFault(StatusCodes.Status409Conflict, "the last node stays, to start the others");
            case "stop":
                demo.BeginToStop(node);
                break;
            case "start":
                demo.BeginToStart(node);
                break;
            default:
                throw NotFound();
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private Task ChangeLinkAsync(HttpContext context)
    {
        Check(context);
        var (node, other) = (NodeIn(context, "node"), NodeIn(context, "other"));
        if (!demo.HasLink(node, other))
            throw NotFound();
        switch (WhatIn(context))
        {
            case "cut":
                demo.Cut(node, other);
                break;
            case "mend":
                demo.Mend(node, other);
                break;
            default:
                throw NotFound();
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task ChangeWalkersAsync(HttpContext context)
    {
        Check(context);
        if (demo.Walkers is not { } walkers || WhatIn(context) is not ("stop" or "start"))
            throw NotFound();
        walkers.AreWalking = WhatIn(context) == "start";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static void Check(HttpContext context)
    {
        if (!HttpAccess.GrantOf(context).IsAdmin && !IPAddress.IsLoopback(context.Connection.RemoteIpAddress ?? IPAddress.None))
            throw new HttpFault(StatusCodes.Status403Forbidden, "expected a request from this machine, or an admin key");
    }

    private string NodeIn(HttpContext context, string name) =>
        context.Request.RouteValues[name] is string node && demo.Settings.FindNode(node) is not null ? node : throw NotFound();

    private static string WhatIn(HttpContext context) => (string)context.Request.RouteValues["what"]!;

    private static HttpFault NotFound() => new(StatusCodes.Status404NotFound, "the demo has no such node, link or change");
}
