namespace Akka.Event;

/// <summary>A message that may well come too late: as a dead letter it isn't worth a log line.</summary>
public interface IDeadLetterSuppression;
