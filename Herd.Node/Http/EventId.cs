using System.Globalization;
using Herd.Actors.Streams;

namespace Herd.Node.Http;

/// <summary>
/// The IDs of a stream's events, which a reader sends back as <c>Last-Event-ID</c>. <see cref="StreamEndpoint"/> reads them,
/// <see cref="SseSink"/> writes them.
/// </summary>
internal static class EventId
{
    /// <summary>The event ID that means "start from the beginning".</summary>
    public const string Beginning = "0";

    /// <summary>An event's ID: the filter's hash as 16 hexadecimal digits, a dot and the cursor.</summary>
    public static string Of(ulong filter, StreamCursor cursor, CursorSeal seal) => string.Create(CultureInfo.InvariantCulture, $"{filter:x16}.{cursor.Text(seal)}");

    /// <summary>Reads an ID from <see cref="Of"/>; null: it is invalid.</summary>
    public static (ulong Filter, StreamCursor Cursor)? Parse(string id, CursorSeal seal) =>
        id.Length > 17 && id[16] == '.'
        && ulong.TryParse(id.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var filter)
        && StreamCursor.Parse(id.AsSpan(17), seal) is { } cursor
            ? (filter, cursor)
            : null;
}
