using System.Text;
using Akka.Hosting;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Herd.Actors.Telemetry;
using Herd.Node.Http.Phones;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Herd.Node.Http;

/// <summary>Maps the HTTP API: reports, questions and the stream (docs/http.md).</summary>
internal static class HttpApi
{
    public static void Map(WebApplication application, HerdSettings herd, NodeSettings node, LocationTable table)
    {
        var services = application.Services;
        var telemetry = services.GetRequiredService<NodeTelemetry>();
        var registry = new Registry(services.GetRequiredService<IRequiredActor<LocationRegistry>>(), Encoding.UTF8.GetBytes(node.Name), TimeProvider.System, telemetry);
        var reports = new ReportReader(herd.Client, TimeProvider.System);
        new ClientEndpoints(registry, reports, telemetry).Map(application);
        new QuestionEndpoints(registry, table.Whereabouts, services.GetRequiredService<IRequiredActor<PlacesQuery>>()).Map(application);
        new StreamEndpoint(registry, table, herd.Stream, herd.MakeCursorSeal(), services.GetRequiredService<IHostApplicationLifetime>()).Map(application);
        new PhoneEndpoints(registry, reports, herd, telemetry, TimeProvider.System).Map(application);
        OpenApi.Map(application);
    }
}
