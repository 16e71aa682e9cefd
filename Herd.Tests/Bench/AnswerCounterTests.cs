using System.Text;
using Herd.Bench.Load;
using Xunit;

namespace Herd.Tests.Bench;

public sealed class AnswerCounterTests
{
    private const string Places = "AT Goloman +0.1 kiwi +34.0-118.0 1\n{\"results\":[\n{},\n{}\n],\"status\":\"OK\"}\n\n";

    [Fact]
    public void Answers_with_places_are_counted_however_they_are_split()
    {
        var bytes = Encoding.ASCII.GetBytes(Places + Places + Places);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                var counter = AnswerCounter.OfPlaces();
                var count = counter.Count(bytes.AsSpan(..first)) + counter.Count(bytes.AsSpan(first..second)) + counter.Count(bytes.AsSpan(second..));
                Assert.Equal(3, count);
            }
        }
    }

    [Fact]
    public void Lines_are_counted() => Assert.Equal(2, AnswerCounter.OfLines().Count("AT x\nAT y\nAT"u8));
}
