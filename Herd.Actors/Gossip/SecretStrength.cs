namespace Herd.Actors.Gossip;

/// <summary>How hard it is to guess a secret offline, with a proof of it to test guesses on.</summary>
public static class SecretStrength
{
    /// <summary>From this many bits on a secret can't be guessed.</summary>
    public const int EnoughBits = 128;

    /// <summary>An upper bound: treats each character as drawn at random from all kinds in use. Words have far fewer bits.</summary>
    public static double BitsOf(string secret)
    {
        var kinds = secret.All(char.IsAsciiDigit) ? 10
            : secret.All(char.IsAsciiHexDigitLower) || secret.All(char.IsAsciiHexDigitUpper) ? 16
            : Kind(char.IsAsciiDigit, 10) + Kind(char.IsAsciiLetterLower, 26) + Kind(char.IsAsciiLetterUpper, 26) + Kind(c => !char.IsAsciiLetterOrDigit(c), 32);
        return secret.Length * Math.Log2(kinds);

        int Kind(Func<char, bool> isOfKind, int count) => secret.Any(isOfKind) ? count : 0;
    }

    /// <summary>An empty secret isn't weak.</summary>
    public static bool IsWeak(string secret) => secret.Length > 0 && BitsOf(secret) < EnoughBits;
}
