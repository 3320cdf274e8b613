using Infra.Core.Settings;
using Infra.Host.Http;

namespace Infra.Core.Http;

public sealed class HttpRulesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:1", false)]
    [InlineData("http://localhost:1", false)]
    [InlineData("http://[::1]:1", false)]
    [InlineData("http://127.0.0.1:1", true)]
    public void Its_own_machine_may_be_served_without_a_token(string url, bool authenticates) => _ = new HttpRules(new(url), authenticates);

    [Theory]
    [InlineData("http://0.0.0.0:1")]
    [InlineData("https://10.1.2.3:1")]
    [InlineData("http://[::]:1")]
    public void Nobody_else_is(string url) =>
        Assert.Contains("Make tokens", Assert.Throws<SettingsException>(() =>
            new HttpRules(new(url, Certificate: "c", CertificateKey: "k"), authenticates: false)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_server_that_others_reach_through_a_proxy_or_by_a_name_asks_for_tokens_too()
    {
        Assert.Throws<SettingsException>(() => new HttpRules(new(Proxies: ["10.0.0.0/8"]), authenticates: false));
        Assert.Throws<SettingsException>(() => new HttpRules(new(PublicUrl: "https://infra.example"), authenticates: false));
        Assert.Throws<SettingsException>(() => new HttpRules(new(Hosts: ["infra.example"]), authenticates: false));
    }

    [Fact]
    public void Tokens_are_not_taken_over_plain_HTTP_beyond_this_machine_unless_a_proxy_ends_TLS()
    {
        Assert.Contains("plain HTTP", Assert.Throws<SettingsException>(() =>
            new HttpRules(new("http://0.0.0.0:1"), authenticates: true)).Message, StringComparison.Ordinal);
        _ = new HttpRules(new("http://0.0.0.0:1", Proxies: ["10.0.0.7"]), authenticates: true);
        _ = new HttpRules(new("https://0.0.0.0:1", Certificate: "c", CertificateKey: "k"), authenticates: true);
    }

    [Fact]
    public void Hosts_and_origins_are_those_that_are_named()
    {
        var rules = new HttpRules(new("https://0.0.0.0:1", "https://infra.example", ["other.example"], ["https://page.example"], "c", "k"),
            authenticates: true);

        Assert.True(rules.TakesHost("INFRA.example"));
        Assert.True(rules.TakesHost("other.example"));
        Assert.False(rules.TakesHost("evil.example"));
        Assert.True(rules.TakesOrigin("https://page.example", "https://infra.example"));
        Assert.True(rules.TakesOrigin("https://infra.example", "https://infra.example"));
        Assert.False(rules.TakesOrigin("null", "https://infra.example"));
        Assert.False(rules.TakesOrigin("https://page.example.evil.example", "https://infra.example"));
    }

    [Theory]
    [InlineData("10.0.0.0/99")]
    [InlineData("proxy")]
    public void A_proxy_is_an_address_or_a_network(string proxy) =>
        Assert.Throws<SettingsException>(() => new HttpRules(new(Proxies: [proxy]), authenticates: true));
}
