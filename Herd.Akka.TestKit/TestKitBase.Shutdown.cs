using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Terminates the actor system and waits for it.</summary>
    /// <param name="duration">The longest wait; default: 5 s, dilated, but at most 10 s.</param>
    /// <param name="verifySystemShutdown">Throws when it takes longer, which is only logged otherwise.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false, CancellationToken cancellationToken = default) =>
        Shutdown(Sys, duration, verifySystemShutdown, cancellationToken);

    /// <inheritdoc cref="Shutdown(TimeSpan?, bool, CancellationToken)"/>
    public virtual Task ShutdownAsync(TimeSpan? duration = null, bool verifySystemShutdown = false, CancellationToken cancellationToken = default) =>
        ShutdownAsync(Sys, duration, verifySystemShutdown, cancellationToken);

    /// <summary><see cref="Shutdown(TimeSpan?, bool, CancellationToken)"/> of another actor system.</summary>
    protected virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false, CancellationToken cancellationToken = default) =>
        ShutdownAsync(system, duration, verifySystemShutdown, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="Shutdown(ActorSystem, TimeSpan?, bool, CancellationToken)"/>
    protected virtual async Task ShutdownAsync(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false, CancellationToken cancellationToken = default)
    {
        system ??= Sys;
        var longest = duration ?? Dilated(TimeSpan.FromSeconds(5)).Min(TimeSpan.FromSeconds(10));
        try
        {
            await system.Terminate().WaitAsync(longest, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var message = $"Failed to stop [{system.Name}] within [{longest}]";
            if (verifySystemShutdown)
                throw new TimeoutException(message);
            system.Log.Warning(message);
        }
    }
}
