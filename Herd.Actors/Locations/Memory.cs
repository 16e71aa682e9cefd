namespace Herd.Actors.Locations;

/// <summary>Where the table of locations takes memory. It is asked for before anything is changed, so that a refusal leaves all as it was.</summary>
internal static class Memory
{
    /// <summary>Called before memory is taken on this thread; what it throws is as if there were none left. For tests.</summary>
    [field: ThreadStatic]
    public static Action? Taking { get; set; }

    /// <exception cref="OutOfMemoryException">There is none left.</exception>
    public static T[] Take<T>(int length)
        where T : unmanaged
    {
        Taking?.Invoke();
        return GC.AllocateUninitializedArray<T>(length);
    }

    /// <summary>To be called before a collection may grow.</summary>
    public static void MayTake() => Taking?.Invoke();

    /// <summary>Takes the memory that one more on a stack needs. Behind it, that doesn't fail.</summary>
    /// <exception cref="OutOfMemoryException">There is none left.</exception>
    public static void Reserve<T>(Stack<T> stack)
    {
        if (stack.Count < stack.Capacity)
            return;
        MayTake();
        stack.EnsureCapacity(stack.Count + 1);
    }
}
