namespace Akka.Actor;

internal static class Placeholder;
