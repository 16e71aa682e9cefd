using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Herd.Tests.Node.Hosts;

/// <summary>A socket belongs to the network namespace in which its thread was when it was created.</summary>
internal static class NamespaceSockets
{
    private const int NetworkNamespace = 0x40000000;

    public static Task<Socket> CreateAsync(string name)
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own, because it stays in that namespace.
        new Thread(() =>
        {
            try
            {
                made.SetResult(Create(name));
            }
            catch (Exception fault)
            {
                made.SetException(fault);
            }
        }).Start();
        return made.Task;
    }

    private static Socket Create(string name)
    {
        using var file = File.OpenHandle($"/run/netns/{name}");
        return SetNamespace(file, NetworkNamespace) == 0
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : throw new Win32Exception();
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNamespace(SafeFileHandle file, int kind);
}
