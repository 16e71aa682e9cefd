using System.Runtime.InteropServices;
using Xunit;

namespace Herd.Tests.Storage;

/// <summary>Runs code with another user's file permissions. Only root can; for others nothing changes.</summary>
internal static class OtherUser
{
    private const uint Nobody = 65534;

    public static void Do(Action action)
    {
        Exception? fault = null;
        // The kernel keeps this user per thread, so the thread must end with it.
        var thread = new Thread(() =>
        {
            _ = SetFileSystemUser(Nobody);
            fault = Record.Exception(action);
        });
        thread.Start();
        thread.Join();
        if (fault is not null)
            throw new InvalidOperationException("as another user: " + fault.Message, fault);
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileSystemUser(uint user);
}
