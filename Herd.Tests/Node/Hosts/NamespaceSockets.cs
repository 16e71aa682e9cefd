using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Herd.Tests.Node.Hosts;

/// <summary>Makes sockets in a network namespace: a socket stays in the one that its thread was in when it was made.</summary>
internal static class NamespaceSockets
{
    private const int NetworkNamespace = 0x40000000;

    /// <param name="name">As in <c>ip netns</c>.</param>
    public static Task<Socket> CreateAsync(string name)
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own, which ends in that namespace.
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
