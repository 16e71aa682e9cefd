using Herd.Actors.Storage;
using Xunit;
using Xunit.Abstractions;

namespace Herd.Tests.Storage;

/// <summary>Randomly damaged files fail cleanly, or yield only reported updates and cover no more.</summary>
public sealed class CopyFuzzTests(ITestOutputHelper output)
{
    private const int Lives = 8;

    /// <summary>Files grow in each case; the next life begins anew.</summary>
    private const int CasesOfLife = 30;

    private int _whole;
    private int _damaged;
    private int _refused;

    [Fact]
    public void A_copy_changed_at_random_is_opened_or_refused()
    {
        var until = Fuzz.Deadline();
        var seed = Fuzz.Seed;
        for (var life = 0; life < Lives || !until.IsOver; life++)
        {
            try
            {
                Live(seed + life);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"seed {seed + life}: {fault.Message}", fault);
            }
        }

        output.WriteLine($"{_whole} were whole, {_damaged} damaged, {_refused} refused");
        Assert.True(_damaged > 0);
    }

    private void Live(int seed)
    {
        var random = new Random(seed);
        using var folder = new CopyFolder();
        using var copy = folder.Open();
        copy.CheckpointEvery(pages: random.Next(10, 60));
        // Small parts share a page; large ones exceed it.
        var live = new LiveHerd(copy, seed, clients: random.Next(40, 1_500), partBytes: random.Next(100, 150_000));
        for (var updates = random.Next(300); updates > 0; updates--)
            live.Update();
        live.SaveAll();
        for (var cases = 0; cases < CasesOfLife; cases++)
        {
            for (var steps = random.Next(20); steps > 0; steps--)
                live.Step();
            using var changed = folder.CopyAsIs();
            Change(changed, random);
            try
            {
                Open(changed, live);
            }
            catch (DurableCopyException)
            {
                _refused++;
            }
        }
    }

    private void Open(CopyFolder folder, LiveHerd live)
    {
        using (var copy = folder.Open())
        {
            _whole += copy.Warning is null ? 1 : 0;
            _damaged += copy.Warning is null ? 0 : 1;
            live.AssertTrue(copy.Table);
            live.AssertHonest(copy.Table, copy.Vector);
            live.AssertHonest(copy.Table, copy.Table.Vector);
            Assert.Equal(copy.Warning is null, folder.Damaged.Length == 0);
        }

        using var again = folder.Open();
        Assert.Null(again.Warning);
    }

    private static void Change(CopyFolder folder, Random random)
    {
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var path = random.Next(3) == 0 ? folder.Log : folder.File;
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            if (file.Length > 0)
                Change(file, random);
        }
    }

    private static void Change(FileStream file, Random random)
    {
        var pages = (int)Math.Max(1, file.Length / CopyFile.PageSize);
        switch (random.Next(7))
        {
            case 0:
                file.SetLength(random.NextInt64(file.Length));
                break;
            case 1:
                file.SetLength(random.Next(pages) * (long)CopyFile.PageSize);
                break;
            case 2:
                Swap(file, random.Next(pages), random.Next(pages));
                break;
            case 3:
                var garbage = new byte[random.Next(1, CopyFile.PageSize)];
                random.NextBytes(garbage);
                Write(file, random.NextInt64(file.Length), garbage);
                break;
            case 4:
                Write(file, random.NextInt64(file.Length), new byte[random.Next(1, CopyFile.PageSize)]);
                break;
            default:
                // A page's links are at its start, its rows at its end.
                var at = random.Next(pages) * (long)CopyFile.PageSize;
                at += random.Next(3) switch { 0 => random.Next(120), 1 => CopyFile.PageSize - random.Next(1, 2000), _ => random.Next(CopyFile.PageSize) };
                Write(file, Math.Min(at, file.Length - 1), [(byte)random.Next(256)]);
                break;
        }
    }

    private static void Swap(FileStream file, int first, int second)
    {
        var (one, other) = (Read(file, first), Read(file, second));
        Write(file, first * (long)CopyFile.PageSize, other);
        Write(file, second * (long)CopyFile.PageSize, one);
    }

    private static byte[] Read(FileStream file, int page)
    {
        var bytes = new byte[CopyFile.PageSize];
        file.Position = page * (long)CopyFile.PageSize;
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..count];
    }

    private static void Write(FileStream file, long at, byte[] bytes)
    {
        file.Position = at;
        file.Write(bytes);
    }
}
