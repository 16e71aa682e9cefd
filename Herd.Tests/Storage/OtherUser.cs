using System.Runtime.InteropServices;
using Xunit;

namespace Herd.Tests.Storage;

/// <summary>
/// Does something as a user who may touch other users' files only as their modes say. The kernel keeps that user per
/// thread, and only root can be another; whoever runs the tests otherwise stays who they are.
/// </summary>
internal static class OtherUser
{
    private const uint Nobody = 65534;

    public static void Do(Action action)
    {
        Exception? fault = null;
        // A thread of its own, that ends with it: nobody else is to run as this user.
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
