using System.Text.Json;
using System.Text.Json.Serialization;

namespace Herd.Node.Http;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(EncryptedMessage))]
internal sealed partial class HttpJson : JsonSerializerContext;

/// <summary>An encrypted message of OwnTracks. Type is "encrypted"; Data is base64 of nonce and box.</summary>
internal sealed record EncryptedMessage([property: JsonPropertyName("_type")] string Type, string Data);

/// <summary>Stale reports were valid, but older than the known location. Errors has the first 100 refusals.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record BulkAnswer(long Accepted, long Stale, long Refused, IReadOnlyList<BulkError> Errors);

/// <summary>Line is the number of the line or Feature, from 1.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record BulkError(long Line, string Detail);
