namespace Herd.Node.Commands;

/// <summary>What <c>herd</c> ends with.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something went wrong that no setting or option is to blame for.</summary>
    public const int Failed = 1;

    /// <summary>A setting, an option or a name is wrong, or a port is taken.</summary>
    public const int Usage = 2;
}
