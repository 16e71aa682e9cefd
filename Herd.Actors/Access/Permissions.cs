namespace Herd.Actors.Access;

[Flags]
public enum Permissions
{
    None = 0,

    /// <summary>Report locations.</summary>
    Report = 1,

    /// <summary>Query locations.</summary>
    Read = 2,

    /// <summary>Forget clients, remove nodes.</summary>
    Admin = 4,
}
