using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Gossip;

public class SecretStrengthTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("sesame", true)]
    [InlineData("correct horse battery", true)]
    [InlineData("7dbd0d56cd5a4b1c9e2f6a8b3c4d5e6", true)]
    [InlineData("7dbd0d56cd5a4b1c9e2f6a8b3c4d5e6f", false)]
    [InlineData("12345678901234567890123456789012345678", true)]
    [InlineData("gq8Lw2ZrT0xNf4KcVbY7m", true)]
    [InlineData("gq8Lw2ZrT0xNf4KcVbY7mA", false)]
    public void A_secret_of_less_than_128_bits_is_weak(string secret, bool isWeak) => Assert.Equal(isWeak, SecretStrength.IsWeak(secret));
}
