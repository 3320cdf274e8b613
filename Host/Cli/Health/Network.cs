using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime.Endpoints;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Infra.Aws;
using Infra.Core.Safety;

namespace Infra.Host.Cli.Health;

/// <summary>
/// The way to AWS without any credentials: a request to STS's address that asks for nothing. It tells name resolution, proxy, TLS and the
/// clock apart, which a signed request that fails does not.
/// </summary>
internal static class Network
{
    // AWS refuses a signature whose time is five minutes away from its own.
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NotedSkew = TimeSpan.FromMinutes(1);

    /// <summary>Endpoint, proxy, TLS and clock.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(AwsTarget target, CancellationToken cancellation)
    {
        Uri url;
        Finding trust;
        HttpClient http;
        string? issuer = null;
        try
        {
            var config = target.Configure<AmazonSecurityTokenServiceConfig>();
            url = new(config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new GetCallerIdentityRequest())).URL);
            var bundle = CaBundle.FileOf(target.Profile);
            trust = bundle is null ? new("TLS", HealthStatus.Ok, "The certificates of the system are trusted.")
                : new("TLS", HealthStatus.Ok, $"Only the certificates of {bundle} are trusted.");
            http = bundle is null ? new(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                SslOptions =
                {
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    {
                        issuer = (certificate as X509Certificate2)?.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
                        return errors is System.Net.Security.SslPolicyErrors.None;
                    },
                },
            }) : CaBundle.At(bundle).CreateHttpClient(config);
        }
        catch (ToolException e)
        {
            return [Finding.Of("endpoint", e)];
        }

        using (http)
        {
            var proxy = Proxy(url);
            List<Finding> findings = [proxy is null ? new("proxy", HealthStatus.Off, "None for this address.")
                : new("proxy", HealthStatus.Ok, $"{proxy} (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY decide).")];
            try
            {
                var started = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(HttpMethod.Head, url);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                    .ConfigureAwait(false);
                var took = Stopwatch.GetElapsedTime(started);
                findings.Insert(0, new("endpoint", HealthStatus.Ok, string.Create(CultureInfo.InvariantCulture,
                    $"{Plain(url)} answers after {took.TotalMilliseconds:0} ms.")));
                findings.Add(url.Scheme != Uri.UriSchemeHttps ? new("TLS", HealthStatus.Off, "The endpoint has none.")
                    : issuer is null ? trust : trust with { Found = $"{trust.Found} The endpoint's certificate is issued by {issuer}." });
                findings.Add(Clock(answer.Headers.Date, took, TimeProvider.System.GetUtcNow()));
            }
            catch (HttpRequestException e)
            {
                findings.Insert(0, Unreachable(url, proxy, e));
                if (e.HttpRequestError is HttpRequestError.SecureConnectionError)
                    findings.Add(new("TLS", HealthStatus.Failed, issuer is null ? "No secure connection came about."
                        : $"The certificate, issued by {issuer}, is not trusted.",
                        "Where your network opens TLS, AWS_CA_BUNDLE or the profile's ca_bundle must name a PEM file of its certificates."));
                findings.Add(new("clock", HealthStatus.Unknown, "AWS was not reached.", "See the endpoint."));
            }

            return findings;
        }
    }

    /// <summary>The clock of this machine beside that of AWS.</summary>
    internal static Finding Clock(DateTimeOffset? date, TimeSpan took, DateTimeOffset now)
    {
        if (date is not { } its)
            return new("clock", HealthStatus.Unknown, "What answered has no Date header.", "Check proxy and endpoint: AWS has one.");
        var skew = now - took / 2 - its;
        // The header has whole seconds.
        var text = skew.Duration() < TimeSpan.FromSeconds(2) ? "As AWS's."
            : string.Create(CultureInfo.InvariantCulture,
                $"{skew.Duration().TotalSeconds:0} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")} AWS's.");
        return skew.Duration() > MostSkew ? new("clock", HealthStatus.Failed, $"{text} AWS refuses signatures of such a time.", Set)
            : skew.Duration() > NotedSkew ? new("clock", HealthStatus.Warning, $"{text} From five minutes on AWS refuses signatures.", Set)
            : new("clock", HealthStatus.Ok, text);
    }

    private const string Set = "Set the clock of this machine, best by NTP.";

    private static Finding Unreachable(Uri url, string? proxy, HttpRequestException e)
    {
        var (found, hint) = e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => ("its name is not known", "Check DNS, the region's name, and HTTPS_PROXY."),
            HttpRequestError.ProxyTunnelError => ($"the proxy {proxy} lets nothing through", "Check HTTPS_PROXY, NO_PROXY and the proxy."),
            HttpRequestError.SecureConnectionError => ("there is no secure connection", "See TLS."),
            HttpRequestError.ConnectionError => (proxy is null ? "nothing accepts the connection" : $"the proxy {proxy} is not there",
                proxy is null ? "Check the network and the firewall; an endpoint of your own must be running." : "Check HTTPS_PROXY."),
            _ => ("what answers is no HTTP server", "Check the endpoint and the proxy."),
        };
        return new("endpoint", HealthStatus.Failed, $"{Plain(url)} cannot be reached: {found}.", hint);
    }

    private static string? Proxy(Uri url) =>
        !HttpClient.DefaultProxy.IsBypassed(url) && HttpClient.DefaultProxy.GetProxy(url) is { } proxy && proxy != url
            ? Plain(proxy) : null;

    /// <summary>An address without the user and the password that may stand in it.</summary>
    internal static string Plain(Uri url) => url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
}
