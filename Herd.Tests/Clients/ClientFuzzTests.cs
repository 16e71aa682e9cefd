using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Herd.Actors.Access;
using Herd.Actors.Clients;
using Herd.Actors.Protocol;
using Herd.Tests.Protocol;
using Xunit;

namespace Herd.Tests.Clients;

/// <summary>Random input against <see cref="ProtocolModel"/>, for HERD_FUZZ_SECONDS. HERD_FUZZ_SEED reproduces a failure.</summary>
public class ClientFuzzTests() : ClientTestKit("")
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Switch.Number("HERD_FUZZ_SECONDS", 10) / 2.0);
    private static readonly int FirstSeed = Switch.Number("HERD_FUZZ_SEED", Environment.TickCount & int.MaxValue);

    [Fact]
    public void Any_line_is_taken_for_what_it_is()
    {
        ForEachSeed(seed =>
        {
            var access = seed % 2 == 0 ? RandomAccess(new Random(seed)).Model : null;
            var limits = CommandLimits.At(new PosixTime(ProtocolModel.Now, 0), 16, TimeSpan.FromSeconds(60), access is not null);
            var model = new ProtocolModel(int.MaxValue, limits.MaxIdLength, TimeSpan.FromSeconds(60), closeOnInvalid: false, access);
            var input = new FuzzInput(new Random(seed), access is not null);
            for (var i = 0; i < 100; i++)
            {
                var line = input.Line();
                var expected = model.KindOf(line);
                var actual = CommandParser.Parse(Bytes.Of(line), limits).Kind;
                Assert.True(expected == actual, $"seed {seed}: {Show(line)} is {expected}, and was taken for {actual}");
            }
        });
    }

    [Fact]
    public void Whatever_a_client_sends_it_is_answered_as_the_protocol_says()
    {
        var faults = CreateTestProbe();
        Sys.EventStream.Subscribe(faults.Ref, typeof(Error));
        ForEachSeed(seed =>
        {
            var random = new Random(seed);
            var (keys, access) = random.Next(2) == 0 ? (AccessKeys.None, null) : RandomAccess(random);
            Keys = keys;
            var input = new FuzzInput(random, keys.Exist);
            Settings = Settings with
            {
                UnknownClientGrace = TimeSpan.Zero,
                MaxLineLength = random.Next(2) == 0 ? 8192 : 70,
                MaxIdLength = 16,
                MaxAhead = TimeSpan.FromSeconds(60),
                CloseOnInvalid = random.Next(4) == 0,
            };
            var model = new ProtocolModel(Settings.MaxLineLength, Settings.MaxIdLength, Settings.MaxAhead, Settings.CloseOnInvalid, access);
            var sent = input.Lines();
            var expected = model.Answer(sent);

            var (answers, stored) = Send(sent, input.Cuts(sent.Length), takes: random.Next(2) == 0 ? 64 * 1024 : random.Next(1, 500));

            Assert.True(expected == answers, $"seed {seed}: to {Show(sent)} the answer was {Show(answers)} and not {Show(expected)}");
            Assert.True(Text(model.Stored) == Text(stored), $"seed {seed}: of {Show(sent)} was stored {Text(stored)} and not {Text(model.Stored)}");
            Assert.False(faults.HasMessages, $"seed {seed}: {Show(sent)} made something fail");
        });
    }

    /// <summary>The keys of <see cref="FuzzInput"/>, with random rights.</summary>
    private static (AccessKeys Keys, ProtocolModel.Access Model) RandomAccess(Random random)
    {
        var (anonymous, jane, ann) = (Who(), Who(), Who());
        var keys = new AccessKeys(
            [(GrantOf("jane", jane), "jane-0123456789a"), (GrantOf("ann", ann), "ann-0123456789ab")], MayOf(anonymous));
        return (keys, new ProtocolModel.Access(
            anonymous with { Beginning = "" },
            new() { ["jane"] = ("jane-0123456789a", jane), ["ann"] = ("ann-0123456789ab", ann) }));

        ProtocolModel.Who Who() => new(random.Next(3) > 0, random.Next(3) > 0, random.Next(2) == 0 ? "" : "k");
        static Grant GrantOf(string name, ProtocolModel.Who who) => new(name, MayOf(who), ClientPattern.Parse(who.Beginning + "*")!);
        static Permissions MayOf(ProtocolModel.Who who) =>
            (who.Reports ? Permissions.Report : Permissions.None) | (who.Reads ? Permissions.Read : Permissions.None);
    }

    private static void ForEachSeed(Action<int> run)
    {
        var time = Stopwatch.StartNew();
        for (var seed = FirstSeed; time.Elapsed < Duration; seed++)
            run(seed);
    }

    private static string Show(string text) =>
        $"\"{string.Concat(text.Select(c => c is >= ' ' and <= '~' and not '"' and not '\\' ? c.ToString() : $"\\x{(int)c:X2}"))}\"";

    private static string Text(Dictionary<string, string> stored) =>
        string.Join(", ", stored.OrderBy(client => client.Key, StringComparer.Ordinal).Select(client => Show(client.Value)));

    private (string Answers, Dictionary<string, string> Stored) Send(string text, IEnumerable<int> cuts, int takes)
    {
        var registry = Sys.ActorOf(Props.Create(typeof(FakeRegistry)));
        var places = Sys.ActorOf(Props.Create(typeof(FakePlaces)));
        var listener = Sys.ActorOf(ClientListener.Props(Services(registry, places)));
        var client = new FakeClient(takes);
        listener.Tell(client.Accept);
        var answers = client.ReadToEnd();
        var from = 0;
        foreach (var cut in cuts)
        {
            client.Send(text[from..cut]);
            from = cut;
            Thread.Yield();
        }

        client.Send(text[from..]);
        client.CloseSending();
        var result = (answers.Result, registry.Ask<Dictionary<string, string>>(FakeRegistry.GetStored.Instance).Result);
        Assert.True(client.Accept.Done.Wait(TimeSpan.FromSeconds(20)));
        Sys.Stop(listener);
        Sys.Stop(registry);
        Sys.Stop(places);
        return result;
    }
}
