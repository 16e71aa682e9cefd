using Akka.Actor;
using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Clients;
using Herd.Tests.Protocol;
using Xunit;

namespace Herd.Tests.Clients;

public class ClientSplitPropertyTests() : ClientTestKit("")
{
    private static readonly Gen<string> Line = Gen.Frequency(
        (4, Gen.Choose(1, 3).Select(n => $"IAMAT c{n} +{n}.5-{n} {900 + n}")),
        (3, Gen.Choose(1, 6).Select(n => $" WHATSAT c{n}\t{n} {n}\r")),
        (1, Gen.Elements("", " \r", "x", "\xFF\0", "AT A +0.0 c1 +1+1 1", new string('y', 70))));

    [Fact]
    public void However_commands_are_cut_into_reads_the_answers_are_the_same()
    {
        Settings = Settings with { UnknownClientGrace = TimeSpan.Zero, MaxLineLength = 60 };
        Prop.ForAll(
                Line.ListOf().Select(lines => Bytes.Of(string.Join('\n', lines))).ToArbitrary(),
                Gen.Choose(1, 300).ListOf().ToArbitrary(),
                (bytes, cuts) => Answers(bytes, cuts) == Answers(bytes, []))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Answers_are_those_of_the_commands_one_after_the_other()
    {
        Settings = Settings with { UnknownClientGrace = TimeSpan.Zero };
        const string Commands =
            "WHATSAT a 1 1\nIAMAT a +1-2 1000\nWHATSAT a 1.5 3\nx\nIAMAT a +3-4 999\nWHATSAT a 2 2\nIAMAT b +5-6 1";
        Assert.Equal(
            "? WHATSAT a 1 1\n"
            + "AT Goloman +0.000000000 a +1-2 1000\n"
            + $"AT Goloman +0.000000000 a +1-2 1000\n{FakePlaces.Json(1, -2, 1.5, 3)}\n\n"
            + "? x\n"
            + "AT Goloman +1.000000000 a +3-4 999\n"
            + $"AT Goloman +0.000000000 a +1-2 1000\n{FakePlaces.Json(1, -2, 2, 2)}\n\n"
            + "AT Goloman +999.000000000 b +5-6 1\n",
            Answers(Bytes.Of(Commands), []));
    }

    [Fact]
    public void Five_hundred_pipelined_pairs_have_no_refusal()
    {
        var pairs = Enumerable.Range(0, 500).Select(i => $"IAMAT c{i} +1+1 1\nWHATSAT c{i} 1 1\n");
        var answers = Answers(Bytes.Of(string.Concat(pairs)), []);
        Assert.Equal(1000, answers.Split("AT Goloman").Length - 1);
        Assert.DoesNotContain("?", answers, StringComparison.Ordinal);
    }

    private string Answers(byte[] bytes, IEnumerable<int> cuts)
    {
        var registry = Sys.ActorOf(Props.Create(typeof(FakeRegistry)));
        var places = Sys.ActorOf(Props.Create(typeof(FakePlaces)));
        var listener = Sys.ActorOf(Props.Create(typeof(ClientListener), Services(registry, places)));
        var client = new FakeClient();
        listener.Tell(client.Accept);
        var answers = client.ReadToEnd();
        var sent = 0;
        foreach (var cut in cuts.Where(cut => cut < bytes.Length).Order())
        {
            client.Send(bytes.AsMemory(sent, cut - sent));
            sent = cut;
            Thread.Yield();
        }

        client.Send(bytes.AsMemory(sent));
        client.CloseSending();
        return answers.Result;
    }
}
