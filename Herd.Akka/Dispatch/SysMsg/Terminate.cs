using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch.SysMsg;

/// <summary>Stop after the current message.</summary>
internal sealed class Terminate : SystemMessage, IPossiblyHarmful, IDeadLetterSuppression;
