namespace Herd.Actors.Locations;

/// <summary>The location table's allocations. They come before any change, so that a failure leaves everything as it was.</summary>
internal static class Memory
{
    /// <summary>For tests: called before each allocation of this thread; may throw as if there were no memory left.</summary>
    [field: ThreadStatic]
    public static Action? Taking { get; set; }

    /// <returns>Its content is undefined; a large one is in huge pages where there are some.</returns>
    /// <exception cref="OutOfMemoryException">There is none left.</exception>
    public static T[] Take<T>(int length)
        where T : unmanaged
    {
        Taking?.Invoke();
        var array = GC.AllocateUninitializedArray<T>(length);
        HugePages.Advise(array);
        return array;
    }

    /// <summary>To be called before a collection may grow.</summary>
    public static void MayTake() => Taking?.Invoke();

    /// <summary>Allocates for one more item, so that the next push can't fail.</summary>
    public static void Reserve<T>(Stack<T> stack)
    {
        if (stack.Count < stack.Capacity)
            return;
        MayTake();
        stack.EnsureCapacity(stack.Count + 1);
    }
}
