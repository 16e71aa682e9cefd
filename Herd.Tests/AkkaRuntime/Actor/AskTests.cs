using Akka.Actor;
using Akka.Event;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class AskTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly IActorRef _echo;

    public AskTests() => _echo = Sys.ActorOf(Props.Create(() => new Echo()), "echo");

    [Fact]
    public async Task An_ask_ends_with_the_answer() => Assert.Equal("hello", await _echo.Ask<string>("hello"));

    [Fact]
    public async Task Many_asks_at_once_get_each_their_own_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => _echo.Ask<int>(i)));

        Assert.Equal(Enumerable.Range(0, 1000), answers);
    }

    [Fact]
    public async Task An_ask_without_an_answer_fails_in_time() =>
        await Assert.ThrowsAsync<AskTimeoutException>(() => _echo.Ask<string>(Echo.Silence, TimeSpan.FromMilliseconds(50)));

    [Fact]
    public async Task An_ask_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var ask = _echo.Ask<string>(Echo.Silence, cancellation.Token);
        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ask);
    }

    [Fact]
    public async Task A_failure_as_answer_is_thrown()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(
            () => _echo.Ask<string>(new Status.Failure(new InvalidOperationException("no"))));

        Assert.Equal("no", thrown.Message);
    }

    [Fact]
    public async Task Who_asks_for_a_status_gets_the_failure_itself()
    {
        var answer = await _echo.Ask<Status>(new Status.Failure(new InvalidOperationException("no")));

        Assert.IsType<Status.Failure>(answer);
    }

    [Fact]
    public async Task An_answer_of_another_class_is_an_error() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _echo.Ask<string>(42));

    [Fact]
    public async Task An_answer_of_a_derived_class_is_as_good() =>
        Assert.Equal("text", await _echo.Ask<object>("text"));

    [Fact]
    public async Task The_reference_for_the_answer_can_be_put_into_the_message()
    {
        var answer = await _echo.Ask<string>(replyTo => new Echo.To(replyTo, "here"), TimeSpan.FromSeconds(5), CancellationToken.None);

        Assert.Equal("here", answer);
    }

    [Fact]
    public async Task A_selection_can_be_asked() => Assert.Equal("hello", await Sys.ActorSelection("/user/echo").Ask<string>("hello"));

    [Fact]
    public async Task A_second_answer_is_a_dead_letter()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        var answer = await _echo.Ask<string>(Echo.Twice);

        Assert.Equal("first", answer);
        Assert.Equal("second", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public async Task GracefulStop_ends_when_the_actor_has_stopped()
    {
        Watch(_echo);

        Assert.True(await _echo.GracefulStop(TimeSpan.FromSeconds(5)));
        ExpectTerminated(_echo);
    }

    [Fact]
    public async Task GracefulStop_of_an_actor_that_has_stopped_ends_at_once()
    {
        Watch(_echo);
        Sys.Stop(_echo);
        ExpectTerminated(_echo);

        Assert.True(await _echo.GracefulStop(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task GracefulStop_of_an_actor_that_does_not_stop_in_time_fails() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _echo.GracefulStop(TimeSpan.FromMilliseconds(50), Echo.Silence));

    [Fact]
    public void PipeTo_sends_the_result()
    {
        Task.FromResult("result").PipeTo(TestActor, _echo);

        ExpectMsg("result");
        Assert.Equal(_echo, LastSender);
    }

    [Fact]
    public void PipeTo_sends_a_failure_as_status()
    {
        Task.FromException<string>(new InvalidOperationException("no")).PipeTo(TestActor);

        Assert.IsType<InvalidOperationException>(ExpectMsg<Status.Failure>().Cause);
    }

    [Fact]
    public void PipeTo_can_map_the_result_and_the_failure()
    {
        Task.FromResult(20).PipeTo(TestActor, success: n => n + 1);
        ExpectMsg(21);
        Task.FromException<int>(new InvalidOperationException("no")).PipeTo(TestActor, failure: e => e.Message);
        ExpectMsg("no");
    }

    [Fact]
    public void PipeTo_of_a_task_without_result_sends_only_what_success_makes()
    {
        Task.CompletedTask.PipeTo(TestActor);
        Task.CompletedTask.PipeTo(TestActor, success: () => "done");

        ExpectMsg("done");
    }

    [Fact]
    public void Piped_by_an_actor_it_comes_from_that_actor()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Piping(TestActor)));
        actor.Tell("go", TestActor);

        ExpectMsg("go later");
        Assert.Equal(actor, LastSender);
    }

    private sealed class Echo : ReceiveActor
    {
        public static readonly object Silence = new();
        public static readonly object Twice = new();

        public Echo()
        {
            Receive<To>(m => m.Whom.Tell(m.What));
            Receive<object>(m => ReferenceEquals(m, Silence), _ => { });
            Receive<object>(m => ReferenceEquals(m, Twice), _ =>
            {
                Sender.Tell("first");
                Sender.Tell("second");
            });
            ReceiveAny(m => Sender.Tell(m));
        }

        public sealed record To(IActorRef Whom, object What);
    }

    private sealed class Piping(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => Later(message).PipeTo(to);

        private static async Task<string> Later(object message)
        {
            await Task.Delay(1);
            return message + " later";
        }
    }
}
