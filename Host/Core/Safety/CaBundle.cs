using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>
/// Connections that trust the certificates of a file and no others, where <c>AWS_CA_BUNDLE</c> or the profile's <c>ca_bundle</c> names one,
/// as the AWS CLI does in networks that open TLS. The SDK for .NET knows neither.
/// </summary>
internal sealed class CaBundle : HttpClientFactory
{
    private static readonly ConcurrentDictionary<string, CaBundle> Kept = new();
    private readonly X509ChainPolicy policy = new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private CaBundle(string file)
    {
        try
        {
            policy.CustomTrustStore.ImportFromPem(NamedFile.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unreadable(file, e);
        }

        if (policy.CustomTrustStore.Count == 0) throw Unreadable(file, null);
    }

    /// <summary>Gives the client of a request its connections, before it opens the first.</summary>
    /// <exception cref="ToolException">A file is named that holds no certificates.</exception>
    public static void Use(IRequestContext context)
    {
        if (context.ClientConfig is ClientConfig { HttpClientFactory: null } config && context.Request.Endpoint.Scheme == Uri.UriSchemeHttps
            && FileOf(Credentials.Call?.Target.Profile) is { } file)
            config.HttpClientFactory = At(file);
    }

    /// <summary>The connections that trust a file of PEM certificates.</summary>
    /// <exception cref="ToolException">It holds none.</exception>
    internal static CaBundle At(string file) => Kept.GetOrAdd(file, f => new(f));

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = { CertificateChainPolicy = policy } };
        if (clientConfig.MaxConnectionsPerServer is { } most) handler.MaxConnectionsPerServer = most;
        if (clientConfig.GetWebProxy() is { } proxy) handler.Proxy = proxy;
        var client = new HttpClient(handler);
        if (clientConfig.Timeout is { } timeout) client.Timeout = timeout;
        return client;
    }

    /// <summary>The file of the environment or of a profile; null for the certificates of the system.</summary>
    internal static string? FileOf(string? profile) =>
        AwsEnvironment.Get("AWS_CA_BUNDLE") ?? AwsProfiles.Load().Named(profile ?? AwsEnvironment.Profile)["ca_bundle"];

    private static ToolException Unreadable(string file, Exception? cause) =>
        new(ToolErrorCode.InvalidInput, $"{file} holds no certificates that can be read.",
            "AWS_CA_BUNDLE, or ca_bundle of the AWS profile, must name a file of certificates in PEM form.", cause);
}
