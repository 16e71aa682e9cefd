using System.Globalization;
using Herd.Actors.Locations.Spatial;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Http;

/// <summary>A request's query parameters. Unknown and repeated ones are errors.</summary>
internal sealed class Query
{
    private readonly IQueryCollection _values;

    /// <exception cref="HttpFault">400: a parameter is unknown or repeated.</exception>
    public Query(HttpContext context, params IReadOnlyCollection<string> known)
    {
        _values = context.Request.Query;
        var unknown = _values.Keys.Except(known).ToList();
        if (unknown.Count > 0)
            throw Fault($"expected {(known.Count == 0 ? "no query parameters" : $"the query parameters {string.Join(", ", known)}")}, found {string.Join(", ", unknown)}");
        if (known.FirstOrDefault(name => _values[name].Count > 1) is { } twice)
            throw Fault($"expected {twice} once, found it {_values[twice].Count} times");
    }

    public static HttpFault Fault(string detail) => new(StatusCodes.Status400BadRequest, detail);

    public bool Has(string name) => _values.ContainsKey(name);

    public string TextOr(string name, string @default) => Has(name) ? Text(name) : @default;

    public int Whole(string name, int @default, int min, int max)
    {
        if (!Has(name))
            return @default;
        return int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Fault($"expected a whole number from {min} to {max} as {name}, found '{Text(name)}'");
    }

    public double Number(string name, double min, double max, double? @default = null)
    {
        if (!Has(name) && @default is { } absent)
            return absent;
        return TryNumber(Text(name), min, max, out var number)
            ? number
            : throw Fault(string.Create(CultureInfo.InvariantCulture, $"expected a number {(double.IsInfinity(max) ? $"of {min} or more" : $"from {min} to {max}")} as {name}, found {(Has(name) ? $"'{Text(name)}'" : "none")}"));
    }

    /// <summary>A box as <c>w,s,e,n</c> in degrees; the world if the parameter is missing.</summary>
    public GeoBox Box(string name)
    {
        if (!Has(name))
            return GeoBox.World;
        var parts = Text(name).Split(',');
        if (parts.Length == 4
            && TryNumber(parts[0], -180, 180, out var west) && TryNumber(parts[1], -90, 90, out var south)
            && TryNumber(parts[2], -180, 180, out var east) && TryNumber(parts[3], -90, 90, out var north) && south <= north)
        {
            return new GeoBox(west, south, east, north);
        }

        throw Fault($"expected west,south,east,north in degrees as {name}, with south not above north, found '{Text(name)}'");
    }

    private string Text(string name) => _values[name].ToString();

    private static bool TryNumber(string text, double min, double max, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number) && number >= min && number <= max;
}
