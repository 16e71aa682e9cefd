using Xunit.Sdk;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>A message isn't equal to the expected one.</summary>
public class AkkaEqualException : XunitException
{
    internal AkkaEqualException(object? expected, object? actual, string userMessage)
        : base($"{(userMessage.Length == 0 ? "Assert.Equal() Failure" : userMessage)}{Environment.NewLine}Expected: {expected ?? "(null)"}{Environment.NewLine}Actual:   {actual ?? "(null)"}")
    {
    }
}
