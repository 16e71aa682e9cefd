using System.Text.Json;
using Xunit;

namespace Herd.Tests.Node.Http;

[Collection(HttpTests.Name)]
public class OpenApiTests(HttpHerd herd)
{
    [Fact]
    public async Task The_document_tells_of_every_endpoint_once()
    {
        var document = await herd.ReadJsonAsync("/openapi/v1.json");

        Assert.Equal(
            ["DELETE /v1/clients/{id} forgetClient", "GET /traccar reportTraccarByGet", "GET /v1/clients listClients", "GET /v1/clients/{id} getClient", "GET /v1/clients/{id}/places listPlaces",
                "GET /v1/export exportClients", "GET /v1/nearby listNearby", "GET /v1/stream streamClients", "POST /overland reportOverland",
                "POST /owntracks reportOwnTracks", "POST /traccar reportTraccar", "POST /v1/clients reportClients", "PUT /v1/clients/{id} reportClient"],
            Operations(document).Select(one => $"{one.Method} {one.Path} {one.Operation.GetProperty("operationId").GetString()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Its_references_lead_somewhere_and_its_parameters_are_the_endpoints()
    {
        var text = await herd.ReadAsync("/openapi/v1.json");
        var document = HttpHerd.Parse(text);

        var schemas = document.GetProperty("components").GetProperty("schemas");
        foreach (var reference in text.Split("\"#/components/schemas/").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]))
            Assert.True(schemas.TryGetProperty(reference, out _), reference);
        foreach (var (method, path, operation) in Operations(document).Where(one => one.Method == "GET" && one.Path.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            var known = Parameters(operation, "query");
            // The error for an unknown parameter lists the known ones.
            var (_, detail) = await herd.RefusalAsync(method, path.Replace("{id}", "x", StringComparison.Ordinal) + "?other=1");
            Assert.Equal(known.Length == 0 ? "expected no query parameters, found other" : $"expected the query parameters {string.Join(", ", known)}, found other", detail);
            Assert.Equal(path.Contains("{id}", StringComparison.Ordinal) ? ["id"] : [], Parameters(operation, "path"));
        }
    }

    [Fact]
    public async Task What_it_asks_of_a_report_is_what_a_report_needs()
    {
        var put = (await herd.ReadJsonAsync("/openapi/v1.json")).GetProperty("paths").GetProperty("/v1/clients/{id}").GetProperty("put");

        var schema = put.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");

        Assert.Equal(["lat", "lon"], schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("number", schema.GetProperty("properties").GetProperty("lat").GetProperty("type").GetString());
        Assert.Equal(["lat", "lon", "time", "attributes"], schema.GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }

    private static string[] Parameters(JsonElement operation, string place) => operation.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == place).Select(parameter => parameter.GetProperty("name").GetString()!)]
        : [];

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name.ToUpperInvariant(), path.Name, operation.Value);
}
