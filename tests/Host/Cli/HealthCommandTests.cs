using Infra.Core.Safety;

namespace Infra.Host.Cli;

/// <summary><c>infra health</c>: what the probe of an orchestrator learns.</summary>
public sealed class HealthCommandTests : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(200, "ready", 0)]
    [InlineData(503, "ending", 1)]
    public async Task The_server_of_these_settings_is_asked_and_its_word_is_told(int status, string word, int exit)
    {
        using var server = new Loopback(_ => new(status, word, "text/plain", FromAws: false));
        // No proxy stands between a machine and itself.
        home["HTTP_PROXY"] = "http://127.0.0.1:9";
        home.Configure($$""" "http": { "url": "{{server.Url}}" }, """);

        var probed = await home.RunAsync("health");

        Assert.Equal((exit, $"{server.Url}/readyz: {word}\n", ""), (probed.Exit, probed.Out, probed.Error));
        Assert.StartsWith("GET /readyz ", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_listens_everywhere_is_asked_at_the_machines_own_address()
    {
        using var server = new Loopback(_ => new(200, "ready", "text/plain", FromAws: false));
        home.Configure($$""" "http": { "url": "http://0.0.0.0:{{new Uri(server.Url).Port}}", "proxies": ["10.0.0.7"] }, """);

        Assert.Equal($"{server.Url}/readyz: ready\n", (await home.RunAsync("health")).Out);
    }

    [Fact]
    public async Task Where_nobody_answers_the_way_to_a_server_is_named()
    {
        using var server = new Loopback(_ => Loopback.Close);
        home.Configure($$""" "http": { "url": "{{server.Url}}" }, """);

        var probed = await home.RunAsync("health");

        Assert.Equal((1, ""), (probed.Exit, probed.Out));
        Assert.StartsWith($"infra: No server answers at {server.Url}/readyz: ", probed.Error, StringComparison.Ordinal);
        Assert.EndsWith("Start one with 'infra serve --http' and the same settings.\n", probed.Error, StringComparison.Ordinal);
    }
}
