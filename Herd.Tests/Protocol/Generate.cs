using FsCheck;
using FsCheck.Fluent;

namespace Herd.Tests.Protocol;

internal static class Generate
{
    /// <summary>Both bounds are inclusive.</summary>
    public static Gen<long> Long(long min, long max) =>
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        select (long)(min + (((Int128)high << 31) | (Int128)low) % ((Int128)max - min + 1));
}
