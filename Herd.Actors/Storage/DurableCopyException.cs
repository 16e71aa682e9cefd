namespace Herd.Actors.Storage;

/// <summary>The durable copy can't be used, and running without it would lose data. The message is one line for the user.</summary>
public sealed class DurableCopyException : Exception
{
    public DurableCopyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    internal static DurableCopyException InUse(string folder, Exception cause) => new(
        $"{folder} is in use by another process: stop the node that runs there, or set herd.data-dir to another folder", cause);

    internal static DurableCopyException Unusable(string folder, string reason, Exception cause) => new(
        $"cannot keep locations in {folder}: {reason.TrimEnd('.')}; mend that, or set herd.data-dir to another folder", cause);

    internal static DurableCopyException Denied(string folder, UnauthorizedAccessException cause) => new(
        $"cannot keep locations in {folder}: {cause.Message.TrimEnd('.')} to user {Environment.UserName}; give that user the folder and all files in it, or set herd.data-dir to another folder", cause);
}

/// <summary>The copy's file was deleted or replaced: nobody would find what is written.</summary>
public sealed class CopyLostException(string message) : IOException(message);
