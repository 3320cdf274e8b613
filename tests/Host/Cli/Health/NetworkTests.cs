using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Core.Calls.Steps;
using Infra.Core.Safety;

namespace Infra.Host.Cli.Health;

/// <summary>What <c>infra doctor</c> tells of the way to AWS.</summary>
[Collection(nameof(RunOverTargetsTests))] // The environment is one.
public sealed class NetworkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-network-").FullName;
    private readonly string? before = Environment.GetEnvironmentVariable("AWS_CA_BUNDLE");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("AWS_CA_BUNDLE", before);
        Directory.Delete(folder, recursive: true);
    }

    // No user, no password, no path of an address is repeated.
    [Fact]
    public async Task An_endpoint_that_answers_is_timed_and_its_clock_compared()
    {
        using var server = new Loopback(_ => new(403, "") { Also = { ["Date"] = DateTimeOffset.UtcNow.AddMinutes(-3).ToString("R") } });

        var found = await LookAsync($"{server.Url.Replace("//", "//user:pass@", StringComparison.Ordinal)}/path");

        Assert.Equal(["endpoint Ok", "proxy Off", "TLS Off", "clock Warning"], found.Select(f => $"{f.Check} {f.Status}"));
        Assert.Matches($"^{server.Url} answers after [0-9]+ ms\\.$", found[0].Found);
        Assert.Equal("The endpoint has none.", found[2].Found);
        Assert.Matches("^1[78][0-9] s ahead of AWS's\\.", found[3].Found);
    }

    [Theory]
    [InlineData("silence", "nothing accepts the connection", "Check the network and the firewall")]
    [InlineData("ssh", "what answers is no HTTP server", "Check the endpoint and the proxy.")]
    [InlineData("close", "what answers is no HTTP server", "Check the endpoint and the proxy.")]
    public async Task An_endpoint_that_cannot_be_reached_says_why_and_nothing_is_said_of_the_clock(string what, string why, string hint)
    {
        using var server = new Loopback(_ => what is "ssh" ? Loopback.OtherProtocol : Loopback.Close);
        var url = what is "silence" ? Unused() : server.Url;

        var found = await LookAsync(url);

        Assert.Equal(["endpoint Failed", "proxy Off", "clock Unknown"], found.Select(f => $"{f.Check} {f.Status}"));
        Assert.Equal($"{url} cannot be reached: {why}.", found[0].Found);
        Assert.StartsWith(hint, found[0].Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_names_its_issuer_and_the_setting_and_with_that_it_is()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        // Windows cannot serve with a key that is in memory alone.
        using var certificate = X509CertificateLoader.LoadPkcs12(issued.Export(X509ContentType.Pkcs12), null);
        using var server = new Loopback(_ => new(200, ""), certificate);
        Environment.SetEnvironmentVariable("AWS_CA_BUNDLE", null);

        var foreign = await LookAsync(server.Url);
        var bundle = Path.Combine(folder, "bundle.pem");
        await File.WriteAllTextAsync(bundle, certificate.ExportCertificatePem());
        Environment.SetEnvironmentVariable("AWS_CA_BUNDLE", bundle);
        var known = await LookAsync(server.Url);

        Assert.Equal(["endpoint Failed", "proxy Off", "TLS Failed", "clock Unknown"], foreign.Select(f => $"{f.Check} {f.Status}"));
        Assert.Equal($"{server.Url} cannot be reached: there is no secure connection.", foreign[0].Found);
        Assert.Equal("The certificate, issued by localhost, is not trusted.", foreign[2].Found);
        Assert.Contains("AWS_CA_BUNDLE", foreign[2].Hint, StringComparison.Ordinal);
        Assert.Equal(["endpoint Ok", "proxy Off", "TLS Ok", "clock Unknown"], known.Select(f => $"{f.Check} {f.Status}"));
        Assert.Equal($"Only the certificates of {bundle} are trusted.", known[2].Found);

        var empty = Path.Combine(folder, "empty.pem");
        await File.WriteAllTextAsync(empty, "none");
        Environment.SetEnvironmentVariable("AWS_CA_BUNDLE", empty);
        var broken = Assert.Single(await LookAsync(server.Url));
        Assert.Equal(("endpoint", HealthStatus.Failed), (broken.Check, broken.Status));
        Assert.Contains(empty, broken.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_is_no_address_is_named() =>
        Assert.Equal(HealthStatus.Failed, Assert.Single(await LookAsync("nonsense")).Status);

    [Fact]
    public void An_address_is_shown_without_the_password_in_it() =>
        Assert.Equal("http://proxy.example:3128", Network.Plain(new("http://ann:secret@proxy.example:3128/path?x")));

    private static Task<IReadOnlyList<Finding>> LookAsync(string url) =>
        Network.LookAsync(new(Region: "eu-west-1", EndpointUrl: url), default);

    // A port of this machine where nobody listens.
    private static string Unused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
