namespace Akka.Remote.Transport;

/// <summary>What a refusal is about; its number goes over the wire.</summary>
internal enum RefusalKind : byte
{
    /// <summary>This connection; the next may be welcome.</summary>
    Other = 0,

    Quarantined = 1,

    /// <summary>TLS, or a certificate: until somebody changes settings.</summary>
    Authentication = 2,

    /// <summary>The version of the protocol: until one of the systems is another one.</summary>
    Protocol = 3,
}
