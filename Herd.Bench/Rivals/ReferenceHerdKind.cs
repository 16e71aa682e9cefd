namespace Herd.Bench.Rivals;

/// <summary>One of the reference herds of this folder's README.</summary>
/// <param name="Name">As tables say it.</param>
/// <param name="Program">What runs it.</param>
/// <param name="Script">Its server, in this folder.</param>
internal sealed record ReferenceHerdKind(string Name, string Program, string Script)
{
    public static readonly ReferenceHerdKind AsyncioReported = new("asyncio, as reported", "python3", "asyncio_herd/reported_server.py");
    public static readonly ReferenceHerdKind AsyncioStreams = new("asyncio, streams", "python3", "asyncio_herd/server.py");
    public static readonly ReferenceHerdKind AsyncioProtocols = new("asyncio, protocols", "python3", "asyncio_herd/protocol_server.py");
    public static readonly ReferenceHerdKind NodeJs = new("Node.js", "node", "node_herd/server.js");
}
