using System.Text.Json;
using System.Text.Json.Serialization;

namespace Herd.Node.Http;

/// <summary>What is read and written as JSON, with code made at build time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(EncryptedMessage))]
internal sealed partial class HttpJson : JsonSerializerContext;

/// <summary>An encrypted message of OwnTracks.</summary>
/// <param name="Type">"encrypted".</param>
/// <param name="Data">Base64 of nonce and box.</param>
internal sealed record EncryptedMessage([property: JsonPropertyName("_type")] string Type, string Data);

/// <summary>The answer to many reports.</summary>
/// <param name="Accepted">Reports that were stored.</param>
/// <param name="Stale">Reports that were understood, and older than what was known.</param>
/// <param name="Refused">Reports that weren't understood, or found no room.</param>
/// <param name="Errors">Why, of the first 100.</param>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record BulkAnswer(long Accepted, long Stale, long Refused, IReadOnlyList<BulkError> Errors);

/// <summary>A report that was refused.</summary>
/// <param name="Line">Its number, from 1: of the line, or of the Feature.</param>
/// <param name="Detail">What was expected and found.</param>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record BulkError(long Line, string Detail);
