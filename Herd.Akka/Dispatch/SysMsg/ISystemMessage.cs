using Akka.Actor;

namespace Akka.Dispatch.SysMsg;

/// <summary>A message of the runtime to itself, handled before any other.</summary>
public interface ISystemMessage : INoSerializationVerificationNeeded;
