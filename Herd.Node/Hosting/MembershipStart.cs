using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Membership;
using Herd.Node.Settings;
using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary>
/// The node's place in its herd, at its start and its end. A node that was told whom to join has started when a node of the
/// herd let it in; one that is refused doesn't start. If nobody answers it serves on its own, and joins when somebody does.
/// One that stops leaves first, so that the others don't look for it.
/// </summary>
internal sealed class MembershipStart(string node, bool isTold, IRequiredActor<MembershipActor> membership, IHostApplicationLifetime lifetime) : IHostedService
{
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(2);

    private Task _leaving = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // While clients get their last answers.
        lifetime.ApplicationStopping.Register(() => _leaving = LeaveAsync());
        if (!isTold)
            return;
        try
        {
            var admission = await membership.ActorRef.Ask<Admission>(AwaitAdmission.Instance, Admission.Patience, cancellationToken).ConfigureAwait(false);
            if (admission.Refusal is { } refusal)
                throw new SettingsException($"{node} can't join: {refusal}");
        }
        catch (AskTimeoutException)
        {
            // The membership tells of it, and tries on.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _leaving;

    private async Task LeaveAsync()
    {
        try
        {
            await membership.ActorRef.Ask<Left>(Leave.Instance, LeavePatience, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // The others see that it is gone.
        }
    }
}
