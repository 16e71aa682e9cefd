using System.Text.Json;
using Herd.Actors.Places;

namespace Herd.Tests.Places;

internal static class PlacesFoundExtensions
{
    public static string? Status(this PlacesFound found) => FieldOf(found, "status");

    public static string? ErrorMessage(this PlacesFound found) => FieldOf(found, "error_message");

    private static string? FieldOf(PlacesFound found, string name)
    {
        using var json = JsonDocument.Parse(found.Json);
        return json.RootElement.GetProperty(name).GetString();
    }
}
