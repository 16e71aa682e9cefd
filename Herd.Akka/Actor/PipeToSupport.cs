namespace Akka.Actor;

/// <summary>Sends what a task ends with to an actor: its result, or <see cref="Status.Failure"/>.</summary>
public static class PipeToSupport
{
    /// <param name="taskToPipe">The task.</param>
    /// <param name="recipient">Who is told.</param>
    /// <param name="sender">In whose name; null: the actor that calls.</param>
    /// <param name="success">Makes the message from the result; null: the result is the message.</param>
    /// <param name="failure">Makes the message from the exception; null: <see cref="Status.Failure"/>.</param>
    /// <returns>Ends when the recipient has been told; never fails.</returns>
    public static Task PipeTo<T>(this Task<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    /// <inheritdoc cref="PipeTo{T}(Task{T}, ICanTell, IActorRef, Func{T, object}, Func{Exception, object})"/>
    public static Task PipeTo<T>(this Task<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(new ValueTask<T>(taskToPipe), recipient, useConfigureAwait, sender ?? ActorCell.GetCurrentSelfOrNoSender(), success, failure);

    /// <inheritdoc cref="PipeTo{T}(Task{T}, ICanTell, IActorRef, Func{T, object}, Func{Exception, object})"/>
    public static Task PipeTo<T>(this ValueTask<T> taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    /// <inheritdoc cref="PipeTo{T}(Task{T}, ICanTell, IActorRef, Func{T, object}, Func{Exception, object})"/>
    public static Task PipeTo<T>(this ValueTask<T> taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<T, object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(taskToPipe, recipient, useConfigureAwait, sender ?? ActorCell.GetCurrentSelfOrNoSender(), success, failure);

    /// <summary>Without a result, nothing is sent on success unless <paramref name="success"/> makes a message.</summary>
    /// <inheritdoc cref="PipeTo{T}(Task{T}, ICanTell, IActorRef, Func{T, object}, Func{Exception, object})"/>
    public static Task PipeTo(this Task taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    /// <inheritdoc cref="PipeTo(Task, ICanTell, IActorRef, Func{object}, Func{Exception, object})"/>
    public static Task PipeTo(this Task taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(new ValueTask(taskToPipe), recipient, useConfigureAwait, sender ?? ActorCell.GetCurrentSelfOrNoSender(), success, failure);

    /// <inheritdoc cref="PipeTo(Task, ICanTell, IActorRef, Func{object}, Func{Exception, object})"/>
    public static Task PipeTo(this ValueTask taskToPipe, ICanTell recipient, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        taskToPipe.PipeTo(recipient, false, sender, success, failure);

    /// <inheritdoc cref="PipeTo(Task, ICanTell, IActorRef, Func{object}, Func{Exception, object})"/>
    public static Task PipeTo(this ValueTask taskToPipe, ICanTell recipient, bool useConfigureAwait, IActorRef? sender = null, Func<object>? success = null, Func<Exception, object>? failure = null) =>
        Pipe(taskToPipe, recipient, useConfigureAwait, sender ?? ActorCell.GetCurrentSelfOrNoSender(), success, failure);

    private static async Task Pipe<T>(ValueTask<T> task, ICanTell recipient, bool onContext, IActorRef? sender, Func<T, object>? success, Func<Exception, object>? failure)
    {
        try
        {
            var result = await task.ConfigureAwait(onContext);
            recipient.Tell(success is null ? result! : success(result), sender);
        }
        catch (Exception e)
        {
            recipient.Tell(failure is null ? new Status.Failure(e) : failure(e), sender);
        }
    }

    private static async Task Pipe(ValueTask task, ICanTell recipient, bool onContext, IActorRef? sender, Func<object>? success, Func<Exception, object>? failure)
    {
        try
        {
            await task.ConfigureAwait(onContext);
            if (success is not null)
                recipient.Tell(success(), sender);
        }
        catch (Exception e)
        {
            recipient.Tell(failure is null ? new Status.Failure(e) : failure(e), sender);
        }
    }
}
