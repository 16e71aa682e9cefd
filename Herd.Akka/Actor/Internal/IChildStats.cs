namespace Akka.Actor.Internal;

/// <summary>What a parent knows of a name among its children.</summary>
public interface IChildStats;
