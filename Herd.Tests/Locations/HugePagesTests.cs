using System.Globalization;
using System.Runtime.InteropServices;
using Herd.Actors.Locations;
using Xunit;

namespace Herd.Tests.Locations;

public sealed class HugePagesTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void A_large_array_is_in_memory_that_is_given_in_huge_pages()
    {
        var array = GC.AllocateUninitializedArray<byte>(64 * Megabyte);

        HugePages.Advise(array);

        // Not every kernel has huge pages, or shows the advice.
        if (HasHugePages())
            Assert.Contains("hg", FlagsOf(array, 32 * Megabyte));
        array.AsSpan().Fill(1);
        Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept((byte)1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2 * Megabyte)]
    public void A_smaller_one_is_left_as_it_is(int bytes)
    {
        var array = new byte[bytes];

        HugePages.Advise(array);

        Assert.DoesNotContain((byte)1, array);
    }

    private static bool HasHugePages() =>
        File.Exists("/proc/self/smaps") && File.Exists("/sys/kernel/mm/transparent_hugepage/enabled");

    /// <summary>The kernel's <c>VmFlags</c> (proc(5)) for the memory at this index of an array.</summary>
    private static string[] FlagsOf(byte[] array, int place)
    {
        var pinned = GCHandle.Alloc(array, GCHandleType.Pinned);
        try
        {
            var address = pinned.AddrOfPinnedObject() + place;
            // 7f0c4c000000-7f0c50000000 rw-p …, followed by a line for each property.
            return File.ReadLines("/proc/self/smaps")
                .SkipWhile(line => !IsRangeOf(address, line))
                .First(line => line.StartsWith("VmFlags:", StringComparison.Ordinal))
                .Split(' ');
        }
        finally
        {
            pinned.Free();
        }
    }

    private static bool IsRangeOf(nint address, string line) =>
        line.Split(' ')[0].Split('-') is [var start, var end]
        && nint.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var first)
        && nint.TryParse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var behind)
        && first <= address && address < behind;
}
