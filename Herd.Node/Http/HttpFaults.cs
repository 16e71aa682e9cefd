using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Herd.Node.Http;

/// <summary>Answers what can't be carried out with a problem document (RFC 9457).</summary>
internal static class HttpFaults
{
    public static RequestDelegate Handle(RequestDelegate endpoint) => async context =>
    {
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

    private static Task AnswerAsync(HttpContext context, int status, string detail) => TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
}
