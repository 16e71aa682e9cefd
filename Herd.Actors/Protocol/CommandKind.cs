namespace Herd.Actors.Protocol;

/// <summary>What a line from a client is.</summary>
public enum CommandKind : byte
{
    /// <summary>White space only: answered with nothing.</summary>
    Blank,

    /// <summary>No command of the protocol: refused.</summary>
    Invalid,

    /// <summary>The request line of HTTP: closes the connection, and isn't answered.</summary>
    HttpRequest,

    /// <summary><c>IAMAT client location time</c></summary>
    IAmAt,

    /// <summary><c>WHATSAT client radius bound</c></summary>
    WhatsAt,

    /// <summary>An <see cref="AuthLine"/>, right or wrong; only where there are keys.</summary>
    Auth,
}
