namespace Akka.Event;

/// <summary>The class of log sources that are just a name.</summary>
public class DummyClassForStringSources;
