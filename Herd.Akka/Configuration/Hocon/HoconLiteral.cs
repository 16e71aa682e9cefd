namespace Akka.Configuration.Hocon;

/// <summary>A text: quoted, unquoted, or the white space between two texts on a line.</summary>
public class HoconLiteral : IHoconElement
{
    public string? Value { get; set; }

    public bool IsString() => true;

    public string? GetString() => Value;

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new NotImplementedException("This element is a text and not a list.");

    public override string ToString() => Value ?? "";
}
