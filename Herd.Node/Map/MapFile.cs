using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Herd.Node.Map;

/// <summary>An embedded file of the map's page, loaded and compressed on first use.</summary>
internal sealed class MapFile
{
    private const string Prefix = "map/";

    private static readonly FrozenDictionary<string, Lazy<MapFile>> Files = typeof(MapFile).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], name => new Lazy<MapFile>(() => new MapFile(name)));

    private readonly byte[] _bytes;
    private readonly Lazy<byte[]> _brotli;
    private readonly Lazy<byte[]> _gzip;
    private readonly string _contentType;
    private readonly string _entityTag;

    private MapFile(string resource)
    {
        using var stream = typeof(MapFile).Assembly.GetManifestResourceStream(resource)!;
        _bytes = new byte[stream.Length];
        stream.ReadExactly(_bytes);
        _brotli = new Lazy<byte[]>(() => Compress(to => new BrotliStream(to, CompressionLevel.Optimal)));
        _gzip = new Lazy<byte[]>(() => Compress(to => new GZipStream(to, CompressionLevel.Optimal)));
        _contentType = TypeOf(Path.GetExtension(resource));
        _entityTag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(_bytes).AsSpan(0, 12))}\"";
    }

    public static MapFile? Find(string name) => Files.TryGetValue(name, out var file) ? file.Value : null;

    public async Task AnswerAsync(HttpContext context)
    {
        var (headers, response) = (context.Response.Headers, context.Response);
        headers.ETag = _entityTag;
        // Revalidate each time, or files of nodes with different versions would mix.
        headers.CacheControl = "no-cache";
        headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(_entityTag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (bytes, encoding) = Encode(context.Request);
        response.ContentType = _contentType;
        response.ContentLength = bytes.Length;
        if (encoding is not null)
            headers.ContentEncoding = encoding;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private (byte[] Bytes, string? Encoding) Encode(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding.Where(encoding => encoding.Quality is not 0).Select(encoding => encoding.Value.ToString()).ToList();
        return accepted.Contains("br") ? (_brotli.Value, "br")
            : accepted.Contains("gzip") ? (_gzip.Value, "gzip")
            : (_bytes, null);
    }

    private byte[] Compress(Func<Stream, Stream> compressor)
    {
        using var result = new MemoryStream();
        using (var stream = compressor(result))
            stream.Write(_bytes);
        return result.ToArray();
    }

    private static string TypeOf(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
