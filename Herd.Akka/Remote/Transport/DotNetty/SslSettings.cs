using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Remote.Transport.DotNetty;

/// <summary>The TLS settings of a system: <see cref="DotNettySslSetup"/>, or <c>akka.remote.dot-netty.tcp.ssl</c>.</summary>
internal static class SslSettings
{
    private const string Path = TransportSettings.Path + ".ssl";

    /// <exception cref="ConfigurationException">There is no certificate, or it can't be used.</exception>
    public static DotNettySslSetup Of(Settings settings)
    {
        var setup = settings.Setup.Get<DotNettySslSetup>() is { HasValue: true } given
            ? given.Value
            : FromConfig(settings.Config.GetConfig(Path) ?? Config.Empty);
        if (!setup.Certificate.HasPrivateKey)
            throw new ConfigurationException($"The certificate {setup.Certificate.Subject} of remoting comes without its private key.");
        return setup;
    }

    private static DotNettySslSetup FromConfig(Config config) => new(
        config.GetBoolean("certificate.use-thumbprint-over-file") ? FromStore(config) : FromFile(config),
        config.GetBoolean("suppress-validation"),
        config.GetBoolean("require-mutual-authentication", true),
        config.GetBoolean("validate-certificate-hostname"));

    private static X509Certificate2 FromFile(Config config)
    {
        var path = config.GetString("certificate.path");
        if (string.IsNullOrEmpty(path))
            throw new ConfigurationException($"{TransportSettings.Path}.enable-ssl is on, but {Path}.certificate.path names no file.");
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, config.GetString("certificate.password"), Flags(config.GetStringList("certificate.flags")));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{Path}.certificate.path: '{path}' can't be read: {e.Message}", e);
        }
    }

    private static X509Certificate2 FromStore(Config config)
    {
        var thumbprint = config.GetString("certificate.thumbprint") ?? "";
        var name = config.GetString("certificate.store-name", nameof(StoreName.My))!;
        var location = config.GetString("certificate.store-location", "current-user")!.Replace("-", "");
        if (!Enum.TryParse<StoreLocation>(location, true, out var where))
            throw new ConfigurationException($"{Path}.certificate.store-location must be current-user or local-machine, found '{location}'.");
        using var store = new X509Store(name, where);
        store.Open(OpenFlags.ReadOnly);
        var found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, false);
        return found.Count > 0
            ? found[0]
            : throw new ConfigurationException($"{Path}.certificate.thumbprint: there is no certificate '{thumbprint}' in {where}/{name}.");
    }

    private static X509KeyStorageFlags Flags(IList<string> names)
    {
        var flags = X509KeyStorageFlags.DefaultKeySet;
        foreach (var name in names)
        {
            flags |= Enum.TryParse<X509KeyStorageFlags>(name.Replace("-", ""), true, out var flag)
                ? flag
                : throw new ConfigurationException($"{Path}.certificate.flags: '{name}' is no X509KeyStorageFlags.");
        }
        return flags;
    }
}
