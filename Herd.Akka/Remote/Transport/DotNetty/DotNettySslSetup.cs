using System.Security.Cryptography.X509Certificates;
using Akka.Actor.Setup;

namespace Akka.Remote.Transport.DotNetty;

/// <summary>
/// TLS settings in code; they stand in for all of <c>akka.remote.dot-netty.tcp.ssl</c>. TLS is used if <c>enable-ssl</c> is on.
/// </summary>
public sealed class DotNettySslSetup : Setup
{
    public DotNettySslSetup(X509Certificate2 certificate, bool suppressValidation)
        : this(certificate, suppressValidation, true)
    {
    }

    public DotNettySslSetup(X509Certificate2 certificate, bool suppressValidation, bool requireMutualAuthentication)
        : this(certificate, suppressValidation, requireMutualAuthentication, false)
    {
    }

    public DotNettySslSetup(X509Certificate2 certificate, bool suppressValidation, bool requireMutualAuthentication, bool validateCertificateHostname)
        : this(certificate, suppressValidation, requireMutualAuthentication, validateCertificateHostname, null)
    {
    }

    /// <param name="certificate">This system's, with its private key.</param>
    /// <param name="suppressValidation">Take any certificate, whoever issued it.</param>
    /// <param name="requireMutualAuthentication">Whoever calls must show one too.</param>
    /// <param name="validateCertificateHostname">It must be for the host of the other end.</param>
    /// <param name="customValidator">Decides instead of the last three's checks.</param>
    public DotNettySslSetup(
        X509Certificate2 certificate,
        bool suppressValidation,
        bool requireMutualAuthentication,
        bool validateCertificateHostname,
        CertificateValidationCallback? customValidator)
    {
        Certificate = certificate;
        SuppressValidation = suppressValidation;
        RequireMutualAuthentication = requireMutualAuthentication;
        ValidateCertificateHostname = validateCertificateHostname;
        CustomValidator = customValidator;
    }

    public X509Certificate2 Certificate { get; }

    public bool SuppressValidation { get; }

    public bool RequireMutualAuthentication { get; }

    public bool ValidateCertificateHostname { get; }

    public CertificateValidationCallback? CustomValidator { get; }
}
