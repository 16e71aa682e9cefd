namespace Akka.Configuration.Hocon;

/// <summary>A list: <c>[a, b, c]</c>.</summary>
public class HoconArray : List<HoconValue>, IHoconElement
{
    public bool IsString() => false;

    public string GetString() => throw new NotImplementedException("This element is a list and not a text.");

    public bool IsArray() => true;

    public IList<HoconValue> GetArray() => this;

    public override string ToString() => $"[{string.Join(",", this)}]";
}
