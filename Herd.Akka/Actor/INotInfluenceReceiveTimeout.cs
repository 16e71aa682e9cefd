namespace Akka.Actor;

/// <summary>A message that doesn't put off the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;
