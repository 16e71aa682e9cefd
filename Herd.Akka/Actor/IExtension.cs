namespace Akka.Actor;

/// <summary>One instance of something for each actor system.</summary>
public interface IExtension;
