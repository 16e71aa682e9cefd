using System.Text;
using Herd.Actors.Places.Embedded;
using Xunit;

namespace Herd.Tests.Places;

public class PlusCodeTests
{
    [Theory]
    [InlineData(20.37006, 2.78219, "7FG49QCJ+2V")]
    [InlineData(47.00006, 8.00006, "8FVC2222+22")]
    [InlineData(-41.27306, 174.78594, "4VCPPQGP+Q9")]
    [InlineData(48.87485, 2.35049, "8FW4V9F2+W5")]
    [InlineData(33.13942, -96.81355, "865545QP+QH")]
    [InlineData(42.37449, -71.06348, "87JC9WFP+QJ")]
    [InlineData(0, 0, "6FG22222+22")]
    [InlineData(90, 1, "CFX3X2X2+X2")]
    [InlineData(-90, -180, "22222222+22")]
    [InlineData(1, 180, "62H22222+22")]
    [InlineData(1, -180, "62H22222+22")]
    public void Codes_are_those_of_the_Open_Location_Code(double latitude, double longitude, string expected)
    {
        Span<byte> code = stackalloc byte[PlusCode.Length];
        PlusCode.Write(ToUnits(latitude), ToUnits(longitude), code);
        Assert.Equal(expected, Encoding.ASCII.GetString(code));
    }

    private static int ToUnits(double degrees) => (int)Math.Round(degrees * TownData.UnitsPerDegree);
}
