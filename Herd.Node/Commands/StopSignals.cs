using System.Runtime.InteropServices;

namespace Herd.Node.Commands;

/// <summary>SIGTERM and Ctrl-C: the first cancels <see cref="Stop"/>, the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    public CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_stop.IsCancellationRequested)
            Environment.Exit(ExitCode.Failed);
        // Not Cancel: continuations would run on the thread that delivers all signals.
        _ = _stop.CancelAsync();
    }
}
