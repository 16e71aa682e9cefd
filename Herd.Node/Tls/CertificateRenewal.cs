using System.Globalization;
using Herd.Actors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Tls;

/// <summary>Loads a node's certificate again when its files change, and warns before it expires.</summary>
internal sealed class CertificateRenewal(NodeTls tls, IMessageLog messages, ILogger<CertificateRenewal> logger, TimeProvider time) : BackgroundService
{
    /// <summary>Polls, because file system watchers miss changes and the files are small.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan WarningInterval = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        DateTimeOffset? warned = null;
        do
        {
            Look();
            var now = time.GetUtcNow();
            if (warned is null || now - warned >= WarningInterval)
            {
                warned = now;
                foreach (var warning in tls.Warnings(now))
                    logger.LogWarning("{Warning}", warning);
            }
        }
        while (await WaitAsync(timer, stoppingToken).ConfigureAwait(false));
    }

    private void Look()
    {
        switch (tls.Look())
        {
            case { Problem: { } problem }:
                logger.LogWarning("{Problem}", problem);
                break;
            case { }:
                messages.Note(string.Create(CultureInfo.InvariantCulture, $"the certificate is renewed, until {tls.Until:yyyy-MM-dd HH:mm} UTC"));
                break;
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
