namespace Herd.Actors.Protocol;

/// <summary>One line from a client, understood. The fields point into the line that it was parsed from.</summary>
public readonly struct Command
{
    public CommandKind Kind { get; private init; }

    /// <summary>The line less outer white space. Empty for a blank line.</summary>
    public Field Text { get; private init; }

    /// <summary>The client ID, of an IAMAT or a WHATSAT.</summary>
    public Field Client { get; private init; }

    /// <summary>ISO 6709, of an IAMAT.</summary>
    public Field Location { get; private init; }

    /// <summary>POSIX time, of an IAMAT, as it came.</summary>
    public Field TimeText { get; private init; }

    /// <summary><see cref="TimeText"/>, to the nanosecond.</summary>
    public PosixTime Time { get; private init; }

    /// <summary>Kilometres, 0 to 50, of a WHATSAT.</summary>
    public double Radius { get; private init; }

    /// <summary>Most places wanted, 0 to 20, of a WHATSAT.</summary>
    public int Bound { get; private init; }

    public static Command Invalid(Field text) => new() { Kind = CommandKind.Invalid, Text = text };

    public static Command IAmAt(Field text, Field client, Field location, Field timeText, PosixTime time) => new()
    {
        Kind = CommandKind.IAmAt,
        Text = text,
        Client = client,
        Location = location,
        TimeText = timeText,
        Time = time,
    };

    public static Command WhatsAt(Field text, Field client, double radius, int bound) => new()
    {
        Kind = CommandKind.WhatsAt,
        Text = text,
        Client = client,
        Radius = radius,
        Bound = bound,
    };
}
