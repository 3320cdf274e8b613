using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ModelContextProtocol.Client;

namespace Infra.Emulator.Serving;

/// <summary>Access tokens of a real issuer.</summary>
[Collection(EmulatorFixture.Name)]
public sealed class OAuthTests(EmulatorFixture fixture) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-oauth-").FullName;
    private readonly HttpClient http = new();
    private Issuer issuer = null!;
    private HttpServer server = null!;

    public async Task InitializeAsync()
    {
        issuer = await Issuer.StartAsync();
        server = await HttpServer.StartAsync(folder, fixture.Wire.Url, $$"""
            "issuer": { "url": "{{issuer.Url}}", "audience": "infra", "clientId": "pages", "scopes": { "aws.read": { "mode": "read" }, "aws.change": { "mode": "destructive", "modules": ["ec2"] } } }
            """);
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await issuer.DisposeAsync();
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_client_that_knows_nothing_finds_the_issuer_signs_in_and_gets_what_its_scopes_allow()
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        await using var client = await McpClient.CreateAsync(new HttpClientTransport(new()
        {
            Endpoint = server.Endpoint,
            OAuth = new()
            {
                ClientId = "assistant",
                RedirectUri = new("http://localhost:1179/callback"),
                AuthorizationCallbackHandler = async (context, cancellation) =>
                {
                    using var answer = await browser.GetAsync(context.AuthorizationUri, cancellation);
                    Assert.True(answer.Headers.Location is not null, await answer.Content.ReadAsStringAsync(cancellation));
                    var query = System.Web.HttpUtility.ParseQueryString(answer.Headers.Location.Query);
                    return new() { Code = query["code"], State = query["state"], Iss = query["iss"] };
                },
            },
        }));

        // It asks for all scopes that the server names.
        var names = (await client.ListToolsAsync()).Select(t => t.Name).ToList();

        Assert.Contains("s3_list_buckets", names);
        Assert.Contains("ec2_terminate_instances", names);
        Assert.DoesNotContain("s3_delete_bucket", names);
    }

    [Fact]
    public async Task Scopes_add_up_and_what_they_do_not_name_is_closed()
    {
        await using var client = await server.ConnectAsync(await issuer.TokenAsync("aws.read aws.change"));

        var names = (await client.ListToolsAsync()).Select(t => t.Name).ToList();

        Assert.Contains("ec2_terminate_instances", names);
        Assert.Contains("s3_list_buckets", names);
        Assert.DoesNotContain("s3_delete_bucket", names);
    }

    [Fact]
    public async Task Tokens_for_others_of_others_or_without_a_scope_are_refused_each_in_its_way()
    {
        var metadata = JsonElement.Parse(await http.GetStringAsync(new Uri(server.Endpoint, "/.well-known/oauth-protected-resource/mcp")));
        Assert.Equal(server.Endpoint.ToString(), metadata.GetProperty("resource").GetString());
        Assert.Equal(issuer.Url.ToString(), metadata.GetProperty("authorization_servers")[0].GetString());

        var good = await issuer.TokenAsync("aws.read");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(good)).StatusCode);

        using var without = await AskAsync(null);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Contains("resource_metadata=", without.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);

        using var narrow = await AskAsync(await issuer.TokenAsync("other"));
        Assert.Equal(HttpStatusCode.Forbidden, narrow.StatusCode);
        Assert.Contains("insufficient_scope", narrow.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);

        issuer.Audience = "somebody else";
        await RefusedAsync(await issuer.TokenAsync("aws.read"), "its audience is not infra");
        issuer.Audience = "infra";
        await using var other = await Issuer.StartAsync();
        await RefusedAsync(await other.TokenAsync("aws.read"), "not of the issuer");
        var parts = good.Split('.');
        await RefusedAsync($"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}", "none that the issuer signed");
        var unsigned = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"alg":"none","typ":"at+jwt"}""")).TrimEnd('=');
        await RefusedAsync($"{unsigned}.{parts[1]}.", "none that the issuer signed");
        await RefusedAsync("infra_" + new string('A', 43), "not known, or has expired");

        async Task RefusedAsync(string token, string why)
        {
            using var answer = await AskAsync(token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_person_signs_in_at_the_issuer_for_what_their_scopes_allow_and_who_gives_up_is_told()
    {
        var (page, elsewhere) = (new Uri(server.Endpoint, "/journal"), new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }));
        using var _ = elsewhere;
        using var sent = await elsewhere.GetAsync(page);
        // It keeps cookies and goes where it is sent, as a browser does.
        using var seen = await http.GetAsync(page);
        using var again = await http.GetAsync(page);
        using var given = await elsewhere.GetAsync(new Uri(server.Endpoint, "/signed-in?error=access_denied&state=none"));
        using var form = new FormUrlEncodedContent([new("answer", "approve")]);
        using var posted = await elsewhere.PostAsync(new Uri(server.Endpoint, "/approve/abc123"), form);

        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.StartsWith(issuer.Url.ToString(), sent.Headers.Location!.ToString(), StringComparison.Ordinal);
        var asked = System.Web.HttpUtility.ParseQueryString(sent.Headers.Location.Query);
        Assert.Equal(("pages", "code", "S256"), (asked["client_id"], asked["response_type"], asked["code_challenge_method"]));
        Assert.Equal(["aws.change", "aws.read", "openid"], asked["scope"]!.Split(' ').Order(StringComparer.Ordinal));
        foreach (var one in new[] { seen, again })
            Assert.Equal((HttpStatusCode.OK, page), (one.StatusCode, one.RequestMessage!.RequestUri));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (given.StatusCode, posted.StatusCode));
        Assert.Contains("Open the link again.", await given.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("infra approve", await posted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_issuer_is_away_no_token_is_called_wrong_and_pages_say_what_is_missing()
    {
        var good = await issuer.TokenAsync("aws.read");
        await issuer.DisposeAsync();

        using var answer = await AskAsync(good);
        using var page = await http.GetAsync(new Uri(server.Endpoint, "/journal"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (answer.StatusCode, page.StatusCode));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("cannot be reached", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("sign-in cannot be reached", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Errors, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> AskAsync(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""", Encoding.UTF8,
                "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }
}
