using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Herd.Node.Http;

/// <summary>Answers what can't be carried out with a problem document (RFC 9457).</summary>
internal static class HttpFaults
{
    /// <summary>Maps what answers GET, and HEAD with the same and no body.</summary>
    public static IEndpointConventionBuilder MapQuestion(this IEndpointRouteBuilder routes, string pattern, RequestDelegate endpoint) =>
        routes.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], Handle(endpoint));

    public static RequestDelegate Handle(RequestDelegate endpoint) => async context =>
    {
        // Where clients are is nothing to keep, and old soon.
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
            // Nobody waits for an answer.
        }
    };

    /// <summary>Before all else: says what is wrong where nobody else has, as with an unknown path or another method.</summary>
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

    private static Task AnswerAsync(HttpContext context, int status, string? detail) => TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
}
