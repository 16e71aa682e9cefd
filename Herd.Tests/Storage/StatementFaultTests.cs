using Herd.Actors.Locations;
using Herd.Actors.Storage;
using Microsoft.Data.Sqlite;
using Xunit;
using Xunit.Abstractions;

namespace Herd.Tests.Storage;

/// <summary>Any SQLite statement may fail, before or after its effect. The disk always holds what was committed and is covered.</summary>
public class StatementFaultTests(ITestOutputHelper output)
{
    private const int Busy = 5;
    private const int NoMemory = 7;
    private const int Interrupted = 9;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int ReadFails = 10 | (1 << 8);
    private const int WriteFails = 10 | (3 << 8);
    private const int SyncFails = 10 | (4 << 8);

    private static readonly int Seeds = Switch.Number("HERD_STORAGE_SEEDS", 40);
    private static readonly int[] Errors = [Busy, NoMemory, Interrupted, Corrupt, Full, ReadFails, WriteFails, SyncFails];

    /// <summary>Errors that SQLite never returns after a statement took effect.</summary>
    private static readonly int[] BeforeOnly = [Busy, Full];

    [Fact]
    public void Whatever_statement_fails_what_was_committed_stays_and_no_more_is_claimed()
    {
        var faults = 0;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                faults += new Life(seed).Run();
            }
            catch (Exception fault)
            {
                Assert.Fail($"seed {seed}: {fault}");
            }
        }

        output.WriteLine($"{Seeds} seeds, {faults} faults");
        Assert.InRange(faults, 5 * Seeds, int.MaxValue);
    }

    private sealed class Life(int seed)
    {
        private const int Steps = 50;

        private readonly Random _random = new(seed);
        private VersionVector _committed = VersionVector.Empty;
        private int _faults;

        public int Run()
        {
            using var folder = new CopyFolder();
            using var copy = folder.Open(ack: _random.Next(2) == 0 ? StorageAck.Disk : StorageAck.Memory);
            copy.CheckpointEvery(pages: _random.Next(1, 20));
            var live = new LiveHerd(copy, seed, partBytes: _random.Next(2) == 0 ? 700 : 20_000);
            for (var step = 0; step < Steps; step++)
            {
                var error = WithFaults(() =>
                {
                    live.Step();
                    if (step % 10 == 5)
                        copy.Sync();
                    if (step % 10 == 9)
                        copy.TidyUp(0);
                });
                if (error is not null)
                {
                    Recover(copy, error);
                    live.StartOver();
                }

                Assert.True(copy.Vector.Covers(_committed), $"{copy.Vector} covers less than {_committed}");
                _committed = copy.Vector;
                AssertThereAfterACrash(folder, live);
            }

            return _faults;
        }

        /// <summary>Like the store: recovers from the first error, as often as it takes.</summary>
        private void Recover(DurableCopy copy, SqliteException error)
        {
            for (var times = 0; ; times++)
            {
                string? aside = null;
                if (WithFaults(() => aside = copy.Recover(error), isSure: times > 3) is not null)
                    continue;
                // The old copy was set aside; the new one covers nothing.
                if (aside is not null)
                    _committed = VersionVector.Empty;
                return;
            }
        }

        private void AssertThereAfterACrash(CopyFolder folder, LiveHerd live)
        {
            using var crashed = folder.CopyAsIs();
            WithFaults(() =>
            {
                try
                {
                    crashed.Open().Dispose();
                }
                catch (DurableCopyException)
                {
                    // The node reports the error and doesn't run.
                }
            });
            using var again = crashed.Open();
            live.AssertHonest(again.Table, _committed);
            live.AssertHonest(again.Table, again.Table.Vector);
            live.AssertHonest(again.Table, again.Vector);
            live.AssertTrue(again.Table);
        }

        private SqliteException? WithFaults(Action action, bool isSure = false)
        {
            var stepsLeft = _random.Next(2) == 0 && !isSure ? _random.Next(_random.Next(2) == 0 ? 8 : 40) : -1;
            if (stepsLeft >= 0)
            {
                // Mostly an error that needs no new connection.
                var code = _random.Next(3) == 0 ? Full : Errors[_random.Next(Errors.Length)];
                Statement.Stepping = isDone =>
                {
                    if (stepsLeft-- > 0 || (isDone && BeforeOnly.Contains(code)))
                        return;
                    Statement.Stepping = null;
                    _faults++;
                    throw new SqliteException("it fails, in a test", code & 0xFF, code);
                };
            }

            try
            {
                action();
                return null;
            }
            catch (SqliteException error)
            {
                return error;
            }
            finally
            {
                Statement.Stepping = null;
            }
        }
    }
}
