namespace Herd.Actors.Access;

/// <summary>What somebody may do.</summary>
[Flags]
public enum Permissions
{
    None = 0,

    /// <summary>Say where clients are.</summary>
    Report = 1,

    /// <summary>Ask where clients are.</summary>
    Read = 2,

    /// <summary>Forget clients, remove nodes.</summary>
    Admin = 4,
}
