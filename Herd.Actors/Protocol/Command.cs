namespace Herd.Actors.Protocol;

/// <summary>One line from a client, understood. The fields point into the line that it was parsed from.</summary>
public readonly struct Command
{
    private Command(CommandKind kind, Field text, Field client)
    {
        Kind = kind;
        Text = text;
        Client = client;
    }

    private Command(Field text, Field client, Field location, GeoPoint point, Field timeText, PosixTime time)
        : this(CommandKind.IAmAt, text, client)
    {
        Location = location;
        Point = point;
        TimeText = timeText;
        Time = time;
    }

    private Command(Field text, Field client, double radius, int bound)
        : this(CommandKind.WhatsAt, text, client)
    {
        Radius = radius;
        Bound = bound;
    }

    public CommandKind Kind { get; }

    /// <summary>The line less outer white space. Empty for a blank line.</summary>
    public Field Text { get; }

    /// <summary>The client ID, of an IAMAT or a WHATSAT.</summary>
    public Field Client { get; }

    /// <summary>ISO 6709, of an IAMAT.</summary>
    public Field Location { get; }

    /// <summary>Where <see cref="Location"/> is.</summary>
    public GeoPoint Point { get; }

    /// <summary>POSIX time, of an IAMAT, as it came.</summary>
    public Field TimeText { get; }

    /// <summary><see cref="TimeText"/>, to the nanosecond.</summary>
    public PosixTime Time { get; }

    /// <summary>Kilometres, 0 to 50, of a WHATSAT.</summary>
    public double Radius { get; }

    /// <summary>Most places wanted, 0 to 20, of a WHATSAT.</summary>
    public int Bound { get; }

    public static Command Invalid(Field text) => new(CommandKind.Invalid, text, default);

    public static Command HttpRequest(Field text) => new(CommandKind.HttpRequest, text, default);

    public static Command Auth(Field text) => new(CommandKind.Auth, text, default);

    public static Command IAmAt(Field text, Field client, Field location, GeoPoint point, Field timeText, PosixTime time) =>
        new(text, client, location, point, timeText, time);

    public static Command WhatsAt(Field text, Field client, double radius, int bound) =>
        new(text, client, radius, bound);
}

/// <summary>What a line from a client is.</summary>
public enum CommandKind : byte
{
    /// <summary>White space only: not answered.</summary>
    Blank,

    /// <summary>No command of the protocol: refused.</summary>
    Invalid,

    /// <summary>The request line of HTTP: not answered, and closes the connection.</summary>
    HttpRequest,

    /// <summary><c>IAMAT client location time</c></summary>
    IAmAt,

    /// <summary><c>WHATSAT client radius bound</c></summary>
    WhatsAt,

    /// <summary>An <see cref="AuthLine"/>, right or wrong; only where there are keys.</summary>
    Auth,
}

/// <summary>Where a field stands in its line, in bytes.</summary>
public readonly record struct Field(int Start, int Length)
{
    public int End => Start + Length;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line) => line.Slice(Start, Length);
}
