namespace Herd.Actors.Gossip;

/// <summary>How hard a secret is to guess for who has something to try guesses on, as a proof of it.</summary>
public static class SecretStrength
{
    /// <summary>What can't be guessed has at least so many bits.</summary>
    public const int EnoughBits = 128;

    /// <summary>
    /// At most so many bits: as if each character had been drawn from all of its kinds that occur, such as small letters or
    /// hexadecimal digits. Words have far fewer.
    /// </summary>
    public static double BitsOf(string secret)
    {
        var kinds = secret.All(char.IsAsciiDigit) ? 10
            : secret.All(char.IsAsciiHexDigitLower) || secret.All(char.IsAsciiHexDigitUpper) ? 16
            : Kind(char.IsAsciiDigit, 10) + Kind(char.IsAsciiLetterLower, 26) + Kind(char.IsAsciiLetterUpper, 26) + Kind(c => !char.IsAsciiLetterOrDigit(c), 32);
        return secret.Length * Math.Log2(kinds);

        int Kind(Func<char, bool> isOfKind, int count) => secret.Any(isOfKind) ? count : 0;
    }

    /// <summary>Whether a secret is there and has fewer than <see cref="EnoughBits"/>.</summary>
    public static bool IsWeak(string secret) => secret.Length > 0 && BitsOf(secret) < EnoughBits;
}
