using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.EC2;

namespace Infra.Core.Safety;

public sealed class CaBundleTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-ca-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task An_endpoint_is_trusted_by_the_certificates_of_the_file_and_by_no_others()
    {
        using var authority = Authority("CN=Corporate");
        using var other = Authority("CN=Other");
        using var certificate = Issue(authority);
        using var server = new Loopback(_ => new(200, "<DescribeVpcsResponse><requestId>r</requestId></DescribeVpcsResponse>"),
            certificate);

        Assert.Equal("r", await AskAsync(server, CaBundle.At(Write("corporate.pem", other, authority))));
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(server, CaBundle.At(Write("other.pem", other))));
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(server, null));
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_file_without_certificates_is_named()
    {
        var empty = Path.Combine(folder, "empty.pem");
        File.WriteAllText(empty, "nothing");

        foreach (var file in new[] { empty, Path.Combine(folder, "missing.pem") })
            Assert.Contains(file, Assert.Throws<ToolException>(() => CaBundle.At(file)).Message, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(Loopback server, CaBundle? bundle)
    {
        var config = server.Config<AmazonEC2Config>();
        (config.HttpClientFactory, config.MaxErrorRetry) = (bundle, 0);
        using var client = new AmazonEC2Client("key", "secret", config);
        using var scope = TestScope.Of("ec2:DescribeVpcs");
        return (await client.DescribeVpcsAsync(new())).ResponseMetadata.RequestId;
    }

    private string Write(string name, params X509Certificate2[] certificates)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllLines(file, certificates.Select(c => c.ExportCertificatePem()));
        return file;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3]);
        using var both = issued.CopyWithPrivateKey(key);
        // Windows cannot serve with a key that is in memory alone.
        return X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pkcs12), null);
    }
}
