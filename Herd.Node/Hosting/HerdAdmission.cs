using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Membership;
using Herd.Node.Settings;
using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary>
/// A node that was told whom to join has started when its herd let it in, and so told it whom to be linked with; one that
/// is refused doesn't start. If nobody answers it serves on its own, and joins when somebody does.
/// </summary>
internal sealed class HerdAdmission(string node, IRequiredActor<Membership> membership) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
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

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
