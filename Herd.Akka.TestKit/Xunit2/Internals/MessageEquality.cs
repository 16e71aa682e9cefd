using System.Collections;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Equality of messages: as they define it, and that of collections by their elements.</summary>
internal static class MessageEquality
{
    public static bool AreEqual<T>(T expected, T actual) => (expected, actual) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (IEquatable<T> equatable, _) => equatable.Equals(actual),
        (IComparable<T> comparable, _) => comparable.CompareTo(actual) == 0,
        (string, _) => expected.Equals(actual),
        (IEnumerable one, IEnumerable other) => expected.Equals(actual) || HaveEqualElements(one, other),
        _ => expected.Equals(actual),
    };

    private static bool HaveEqualElements(IEnumerable one, IEnumerable other)
    {
        var others = other.GetEnumerator();
        foreach (var element in one)
        {
            if (!others.MoveNext() || !AreEqual(element, others.Current))
                return false;
        }
        return !others.MoveNext();
    }
}
