using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;

namespace Akka.Remote.Transport.DotNetty;

/// <summary>Says whether the other end's certificate is accepted; asked at both ends of a connection.</summary>
/// <param name="certificate">Null if it shows none.</param>
/// <param name="chain">What it was checked with.</param>
/// <param name="remotePeer">Who the other end is, as far as that is known yet.</param>
/// <param name="errors">What the usual checks found.</param>
/// <param name="log">For the reason of a refusal.</param>
public delegate bool CertificateValidationCallback(X509Certificate2? certificate, X509Chain? chain, string remotePeer, SslPolicyErrors errors, ILoggingAdapter log);
