namespace Herd.Actors.Storage;

/// <summary>The copy's file was deleted or replaced: nobody would find what is written.</summary>
public sealed class CopyLostException(string message) : IOException(message);
