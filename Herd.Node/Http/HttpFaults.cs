using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Herd.Node.Http;

/// <summary>Answers errors with problem documents (RFC 9457).</summary>
internal static class HttpFaults
{
    public static IEndpointConventionBuilder MapQuestion(this IEndpointRouteBuilder routes, string pattern, RequestDelegate endpoint) =>
        routes.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], Handle(endpoint));

    public static RequestDelegate Handle(RequestDelegate endpoint) => async context =>
    {
        // Locations are private and soon out of date.
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await endpoint(context).ConfigureAwait(false);
        }
        catch (HttpFault fault) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, fault.Status, fault.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, fault.StatusCode, fault.Message.TrimEnd('.')).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
    };

    /// <summary>Adds a problem document to errors without a body, such as for an unknown path. Must be the first middleware.</summary>
    public static void Use(WebApplication application) => application.Use(next => async context =>
    {
        await next(context).ConfigureAwait(false);
        var response = context.Response;
        if (response is not { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentType: null, ContentLength: null })
            return;
        var detail = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => "there is nothing under this path",
            StatusCodes.Status405MethodNotAllowed => $"expected {response.Headers.Allow}, found {context.Request.Method}",
            _ => null,
        };
        await AnswerAsync(context, response.StatusCode, detail).ConfigureAwait(false);
    });

    /// <summary>Answers with a problem document.</summary>
    public static Task AnswerAsync(HttpContext context, int status, string? detail) => TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
}
