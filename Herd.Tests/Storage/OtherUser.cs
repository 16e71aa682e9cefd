using System.Runtime.InteropServices;
using Xunit;

namespace Herd.Tests.Storage;

/// <summary>
/// Runs code under the file permissions of another user. The kernel keeps this user per thread. Only root can change it; for
/// others nothing changes.
/// </summary>
internal static class OtherUser
{
    private const uint Nobody = 65534;

    public static void Do(Action action)
    {
        Exception? fault = null;
        // A thread of its own, because no other code may run as this user.
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
