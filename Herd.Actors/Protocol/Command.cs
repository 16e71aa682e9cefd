namespace Herd.Actors.Protocol;

/// <summary>A parsed line from a client. The fields point into that line.</summary>
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

    public Field Client { get; }

    public Field Location { get; }

    public GeoPoint Point { get; }

    /// <summary>As the client wrote it.</summary>
    public Field TimeText { get; }

    public PosixTime Time { get; }

    /// <summary>Kilometres, 0 to 50.</summary>
    public double Radius { get; }

    /// <summary>Most places wanted, 0 to 20.</summary>
    public int Bound { get; }

    public static Command Invalid(Field text) => new(CommandKind.Invalid, text, default);

    public static Command HttpRequest(Field text) => new(CommandKind.HttpRequest, text, default);

    public static Command Auth(Field text) => new(CommandKind.Auth, text, default);

    public static Command IAmAt(Field text, Field client, Field location, GeoPoint point, Field timeText, PosixTime time) =>
        new(text, client, location, point, timeText, time);

    public static Command WhatsAt(Field text, Field client, double radius, int bound) =>
        new(text, client, radius, bound);
}

public enum CommandKind : byte
{
    /// <summary>White space only: not answered.</summary>
    Blank,

    Invalid,

    /// <summary>The request line of HTTP: not answered, and closes the connection.</summary>
    HttpRequest,

    IAmAt,

    WhatsAt,

    /// <summary>Right or wrong; only on nodes with keys.</summary>
    Auth,
}

/// <summary>Position and length in bytes.</summary>
public readonly record struct Field(int Start, int Length)
{
    public int End => Start + Length;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line) => line.Slice(Start, Length);
}
