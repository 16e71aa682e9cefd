using Herd.Node.Hosting;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public class RequestProofTests
{
    private const string Secret = "open sesame";
    private const string Path = "/members/Ball/remove";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_621_464_827);

    [Fact]
    public void A_proof_is_the_same_for_everybody_who_makes_one()
    {
        // printf 'AkkaHerd HTTP\nPOST\n/members/Ball/remove\n1621464827' | openssl dgst -sha256 -hmac 'open sesame'
        const string Known = "Herd-HMAC 1621464827:4dd9679b61b9ce7e88772ec006901cec737030472bd6bc8bd78fdc8953cd5355";

        Assert.Equal(Known, RequestProof.Make(Secret, HttpMethod.Post, Path, Now).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(-60)]
    public void Clocks_may_differ_by_a_minute(int seconds) => Assert.Null(CheckAt(seconds));

    [Theory]
    [InlineData(61)]
    [InlineData(-61)]
    public void But_not_by_more(int seconds) =>
        Assert.Equal("a proof whose clock and this node's differ by 61 s, where 60 s are allowed", CheckAt(seconds));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Herd-HMAC")]
    [InlineData("Herd-HMAC 1621464827")]
    [InlineData("Herd-HMAC 1621464827:")]
    [InlineData("Herd-HMAC 1621464827:00")]
    [InlineData("Herd-HMAC -9223372036854775808:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("Herd-HMAC 99999999999999999999:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("Herd-HMAC 1621464827:zz00000000000000000000000000000000000000000000000000000000000000")]
    public void Anything_else_is_refused(string? authorization) =>
        Assert.NotNull(RequestProof.Check(Secret, "POST", Path, authorization, Now));

    [Fact]
    public void A_proof_of_any_time_can_be_checked()
    {
        var ancient = RequestProof.Make(Secret, HttpMethod.Post, Path, DateTimeOffset.MinValue).ToString();

        Assert.StartsWith("a proof whose clock", RequestProof.Check(Secret, "POST", Path, ancient, DateTimeOffset.MaxValue), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("open sesame!", "POST", Path)]
    [InlineData(Secret, "DELETE", Path)]
    [InlineData(Secret, "POST", "/members/Bo/remove")]
    public void A_proof_is_good_for_one_secret_method_and_path(string secret, string method, string path)
    {
        var proof = RequestProof.Make(Secret, HttpMethod.Post, Path, Now).ToString();

        Assert.Null(RequestProof.Check(Secret, "POST", Path, proof, Now));
        Assert.NotNull(RequestProof.Check(secret, method, path, proof, Now));
    }

    private static string? CheckAt(int seconds) =>
        RequestProof.Check(Secret, "POST", Path, RequestProof.Make(Secret, HttpMethod.Post, Path, Now).ToString(), Now.AddSeconds(seconds));
}
