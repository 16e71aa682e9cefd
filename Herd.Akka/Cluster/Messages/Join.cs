using System.Collections.Immutable;

namespace Akka.Cluster;

/// <summary>A node joins the receiver's cluster. Sent anew until it is welcomed.</summary>
internal sealed record Join(UniqueAddress Node, ImmutableHashSet<string> Roles) : IClusterMessage;
