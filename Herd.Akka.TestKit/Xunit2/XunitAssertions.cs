using Akka.TestKit.Xunit2.Internals;
using Xunit;

namespace Akka.TestKit.Xunit2;

/// <summary>Fails tests as xunit wants it.</summary>
public class XunitAssertions : ITestKitAssertions
{
    public void Fail(string format = "", params object[] args) => Assert.Fail(Text(format, args));

    public void AssertTrue(bool condition, string format = "", params object[] args)
    {
        if (!condition)
            Assert.True(condition, Text(format, args));
    }

    public void AssertFalse(bool condition, string format = "", params object[] args)
    {
        if (condition)
            Assert.False(condition, Text(format, args));
    }

    /// <exception cref="AkkaEqualException">They aren't equal.</exception>
    public void AssertEqual<T>(T expected, T actual, string format = "", params object[] args) =>
        AssertEqual(expected, actual, MessageEquality.AreEqual, format, args);

    /// <exception cref="AkkaEqualException">They aren't equal, says the comparer.</exception>
    public void AssertEqual<T>(T expected, T actual, Func<T, T, bool> comparer, string format = "", params object[] args)
    {
        if (!comparer(expected, actual))
            throw new AkkaEqualException(expected, actual, Text(format, args));
    }

    private static string Text(string format, object[] args) => args.Length == 0 ? format : string.Format(format, args);
}
