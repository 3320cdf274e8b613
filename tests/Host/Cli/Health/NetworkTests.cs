using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Infra.Core.Safety;

namespace Infra.Host.Cli.Health;

/// <summary>What the doctor finds on the way to AWS: each thing that may be wrong has another name and another remedy.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task An_endpoint_that_answers_tells_its_time_and_whether_it_has_TLS()
    {
        using var aws = new Loopback(_ => new(200, "")
        {
            Also = { ["Date"] = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture) },
        });

        var found = await FindAsync(aws.Url);

        Assert.StartsWith($"{aws.Url} answers after ", found["endpoint"].Found, StringComparison.Ordinal);
        Assert.Equal((HealthStatus.Ok, HealthStatus.Off, HealthStatus.Off, HealthStatus.Ok),
            (found["endpoint"].Status, found["proxy"].Status, found["TLS"].Status, found["clock"].Status));
        Assert.StartsWith("HEAD / ", Assert.Single(aws.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_from_one_that_speaks_no_HTTP()
    {
        using var other = new Loopback(_ => Loopback.OtherProtocol);
        int free;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            free = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var (nobody, stranger) = (await FindAsync($"http://127.0.0.1:{free}"), await FindAsync(other.Url));

        Assert.Equal($"http://127.0.0.1:{free} cannot be reached: nothing accepts the connection.", nobody["endpoint"].Found);
        Assert.Equal($"{other.Url} cannot be reached: what answers is no HTTP server.", stranger["endpoint"].Found);
        foreach (var found in new[] { nobody, stranger })
        {
            Assert.Equal((HealthStatus.Failed, HealthStatus.Unknown), (found["endpoint"].Status, found["clock"].Status));
            Assert.NotNull(found["endpoint"].Hint);
            Assert.DoesNotContain("TLS", found.Keys);
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_no_address_is_named() =>
        Assert.Equal(HealthStatus.Failed, Assert.Single(await FindAsync("nonsense")).Value.Status);

    [Fact]
    public void An_address_is_shown_without_the_password_in_it() =>
        Assert.Equal("http://proxy.example:3128", Network.Plain(new("http://ann:secret@proxy.example:3128/path?x")));

    private static async Task<Dictionary<string, Finding>> FindAsync(string endpoint) =>
        (await Network.LookAsync(new(Region: "eu-west-1", EndpointUrl: endpoint), default)).ToDictionary(f => f.Check);
}
