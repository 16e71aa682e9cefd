namespace Akka.Pattern;

/// <summary>When a backoff supervisor forgets how often it has restarted its child.</summary>
public interface IBackoffReset;
