namespace Herd.Actors.Storage;

/// <summary>
/// What is written to the durable copy goes to no file that anybody finds again: it was deleted, or another is in its place.
/// </summary>
public sealed class CopyLostException(string message) : IOException(message);
