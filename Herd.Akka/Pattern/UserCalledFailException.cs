using Akka.Actor;

namespace Akka.Pattern;

/// <summary>The failure that <see cref="CircuitBreaker.Fail"/> counts.</summary>
public class UserCalledFailException : AkkaException
{
    public UserCalledFailException()
        : base("CircuitBreaker.Fail was called.")
    {
    }
}
