using System.Text;
using Akka.Hosting;
using Herd.Actors.Locations;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Places;
using Herd.Node.Http.Phones;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Herd.Node.Http;

/// <summary>What a node answers over HTTP, beside health, status and removal: reports and questions (docs/http.md).</summary>
internal static class HttpApi
{
    public static void Map(WebApplication application, HerdSettings herd, NodeSettings node, Whereabouts whereabouts)
    {
        var services = application.Services;
        var registry = new Registry(services.GetRequiredService<IRequiredActor<LocationRegistry>>(), Encoding.UTF8.GetBytes(node.Name), TimeProvider.System);
        new ClientEndpoints(registry, new ReportReader(herd.Client, TimeProvider.System)).Map(application);
        new QuestionEndpoints(registry, whereabouts, services.GetRequiredService<IRequiredActor<PlacesQuery>>()).Map(application);
        new PhoneEndpoints(registry, new ReportReader(herd.Client, TimeProvider.System), herd, TimeProvider.System).Map(application);
        OpenApi.Map(application);
    }
}
