using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Membership;
using Herd.Node.Settings;
using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary>Joins the herd at start and leaves it at stop. A refused node doesn't start; without an answer it serves alone.</summary>
internal sealed class MembershipStart(string node, bool isTold, IRequiredActor<MembershipActor> membership, IHostApplicationLifetime lifetime) : IHostedService
{
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(2);

    private Task _leaving = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Leaves while clients get their last answers, so that other nodes don't search for this one.
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
            // The membership logs this, and keeps trying.
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
            // The others notice that the node is gone.
        }
    }
}
