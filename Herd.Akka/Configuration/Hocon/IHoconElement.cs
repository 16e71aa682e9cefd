namespace Akka.Configuration.Hocon;

/// <summary>A piece of a <see cref="HoconValue"/>: a text, a list, a section or a substitution.</summary>
public interface IHoconElement
{
    bool IsString();

    string? GetString();

    bool IsArray();

    IList<HoconValue> GetArray();
}
