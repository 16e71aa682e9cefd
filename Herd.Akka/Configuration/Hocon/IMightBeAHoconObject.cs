namespace Akka.Configuration.Hocon;

/// <summary>Something that may turn out to be a section, as a substitution may.</summary>
public interface IMightBeAHoconObject
{
    bool IsObject();

    /// <summary>The section, or null when it isn't one.</summary>
    HoconObject? GetObject();
}
