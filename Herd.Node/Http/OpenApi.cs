using Herd.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Herd.Node.Http;

/// <summary>Builds the OpenAPI document at <c>GET /openapi/v1.json</c> from what endpoints declare.</summary>
internal static class OpenApi
{
    public const string Path = "/openapi/v1.json";

    private const string ProblemType = "application/problem+json";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            Complete(document);
            return Task.CompletedTask;
        });
    });

    public static void Map(WebApplication application) => application.MapOpenApi("/openapi/{documentName}.json").OpenToAll();

    public static IEndpointConventionBuilder Describe(this IEndpointConventionBuilder endpoint, RequestDelegate handler, string name, string summary) =>
        // Endpoints without a MethodInfo are left out of the document.
        endpoint.WithMetadata(handler.Method).WithName(name).WithSummary(summary).WithTags("Locations");

    public static IEndpointConventionBuilder WithClientId(this IEndpointConventionBuilder endpoint) => endpoint.WithParameter(
        "id", JsonSchemaType.String, "The client's ID: any bytes but white space, percent-encoded.", ParameterLocation.Path);

    public static IEndpointConventionBuilder WithQuery(this IEndpointConventionBuilder endpoint, string name, JsonSchemaType type, string description) =>
        endpoint.WithParameter(name, type, description, ParameterLocation.Query);

    /// <summary>Declares a media type in the document only: if routing knew it, it would refuse other types itself.</summary>
    public static IEndpointConventionBuilder Takes<T>(this IEndpointConventionBuilder endpoint, string mediaType) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancel) =>
        {
            var body = (OpenApiRequestBody)(operation.RequestBody ??= new OpenApiRequestBody { Required = true });
            body.Content ??= new Dictionary<string, OpenApiMediaType>();
            body.Content.Add(mediaType, new OpenApiMediaType { Schema = await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancel).ConfigureAwait(false) });
        });

    public static IEndpointConventionBuilder Answers<T>(this IEndpointConventionBuilder endpoint, string mediaType, params int[] errors) =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [mediaType])).Fails(errors);

    public static IEndpointConventionBuilder AnswersNothing(this IEndpointConventionBuilder endpoint, params int[] errors) =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void))).Fails(errors);

    public static IEndpointConventionBuilder AnswersEmpty(this IEndpointConventionBuilder endpoint, params int[] errors) =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(void))).Fails(errors);

    private static IEndpointConventionBuilder Fails(this IEndpointConventionBuilder endpoint, int[] errors) =>
        endpoint.WithMetadata([.. errors.Select(status => new ProducesResponseTypeMetadata(status, typeof(Schemas.Problem), [ProblemType]))]);

    private static IEndpointConventionBuilder WithParameter(
        this IEndpointConventionBuilder endpoint, string name, JsonSchemaType type, string description, ParameterLocation place) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = place,
                Required = place == ParameterLocation.Path,
                Description = description,
                Schema = new OpenApiSchema { Type = type },
            });
            return Task.CompletedTask;
        });

    private static void Complete(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AkkaHerd",
            Version = "v1",
            Description = "Locations of things that move, at any node of a herd. Every node answers the same.",
        };
        document.Servers = [];
        // HEAD is GET without a body; listed, it would be a second operation with the same name.
        foreach (var path in document.Paths.Values)
            path.Operations?.Remove(HttpMethod.Head);
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["basic"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "A key's name and secret (herd.access.keys)." },
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key's secret." },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement(),
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("basic", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
        ];
    }
}
