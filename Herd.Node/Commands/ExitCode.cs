namespace Herd.Node.Commands;

internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>A failure that no setting or option causes.</summary>
    public const int Failed = 1;

    /// <summary>A setting, an option or a name is wrong, or a port is taken.</summary>
    public const int Usage = 2;
}
