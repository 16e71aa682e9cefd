using System.Net;
using System.Net.Http.Headers;

namespace Herd.Tests.Node.Http;

internal sealed class BytewiseContent : HttpContent
{
    private readonly byte[] _bytes;

    public BytewiseContent(byte[] bytes, string mediaType)
    {
        _bytes = bytes;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var i = 0; i < _bytes.Length; i++)
        {
            await stream.WriteAsync(_bytes.AsMemory(i, 1));
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
