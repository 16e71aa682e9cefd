using Microsoft.AspNetCore.Connections;

namespace Herd.Actors.Clients;

/// <summary>Takes in the connections of clients, and makes a <c>conn-n</c> child for each.</summary>
public sealed class ClientListener
{
    /// <summary>
    /// A client connected. The host that accepted it keeps the connection until <see cref="Done"/>, and disposes of it
    /// then; nobody but the child reads or writes it meanwhile. A listener that has stopped never answers: a host
    /// waits for its actor system's end as well.
    /// </summary>
    /// <param name="connection">With a transport that waits for data before it takes buffers, best.</param>
    public sealed class Accept(ConnectionContext connection)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConnectionContext Connection { get; } = connection;

        /// <summary>Complete when everything was written that will be. Never fails.</summary>
        public Task Done => _done.Task;

        internal void Finish() => _done.TrySetResult();
    }
}
