using System.Text;

namespace Akka.Actor.Internal;

/// <summary>Made-up names: $a, $b, …</summary>
internal static class Base64Name
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    public static string Of(long number)
    {
        var name = new StringBuilder("$");
        do
        {
            name.Append(Digits[(int)(number & 63)]);
            number >>= 6;
        }
        while (number != 0);
        return name.ToString();
    }
}
