using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Strict.Layers;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>The server over HTTP, with real clients of both eras of the protocol.</summary>
[Collection(EmulatorFixture.Name)]
public sealed class HttpTests(EmulatorFixture fixture) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-http-").FullName;

    public async Task InitializeAsync()
    {
        fixture.Wire.Forget();
        await fixture.Moto.ResetAsync();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task Clients_of_both_eras_plan_and_confirm_without_a_session(string version)
    {
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url);
        await using var client = await server.ConnectAsync(version: version);

        Assert.Null(client.SessionId);
        Assert.Equal(version, client.NegotiatedProtocolVersion);
        Assert.Contains("ec2_terminate_instances", (await client.ListToolsAsync()).Select(t => t.Name));
        var instance = await Network.RunInstanceAsync(fixture.Moto.Url);
        var plan = await CallAsync(client, "ec2_terminate_instances", new() { ["instanceIds"] = new[] { instance } });
        var code = plan.GetProperty("confirm").GetString();
        // Whoever answers the second call need not have answered the first.
        await using var again = await server.ConnectAsync(version: version);
        var done = await CallAsync(again, "ec2_terminate_instances", new() { ["instanceIds"] = new[] { instance }, ["confirm"] = code });

        Assert.True(done.TryGetProperty("result", out _), done.ToString());
    }

    [Theory]
    [InlineData("2025-11-25", false)]
    [InlineData("2026-07-28", true)]
    public async Task Without_a_session_nothing_is_offered_that_would_be_told_later(string version, bool listens)
    {
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url);
        await using var client = await server.ConnectAsync(version: version);

        var offered = JsonSerializer.SerializeToNode(client.ServerCapabilities, McpJsonUtilities.DefaultOptions)!.AsObject();
        Assert.False(offered.ContainsKey("logging"));
        Assert.Equal(listens, client.ServerCapabilities.Resources!.Subscribe is true);
        Assert.Equal(listens, client.ServerCapabilities.Tools!.ListChanged is true);
        foreach (var (method, given) in new[] { ("logging/setLevel", "{\"level\":\"info\"}"),
            ("resources/subscribe", "{\"uri\":\"infra://configuration\"}"),
            ("resources/unsubscribe", "{\"uri\":\"infra://configuration\"}") })
        {
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => client.SendRequestAsync(
                new() { Method = method, Params = JsonNode.Parse(given) }));
            // The new era says it by the status 404, too.
            Assert.True(refused is McpProtocolException { ErrorCode: McpErrorCode.MethodNotFound }
                || refused.Message.Contains("-32601", StringComparison.Ordinal), refused.Message);
        }
    }

    [Fact]
    public async Task A_token_shows_and_allows_what_it_grants_and_nothing_else()
    {
        var reader = await TokenAsync("ann", "--grant", "read", "--grant-modules", "ec2,account,lambda");
        var writer = await TokenAsync("bob", "--grant", "destructive");
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url);
        await using var ann = await server.ConnectAsync(reader);
        await using var bob = await server.ConnectAsync(writer);

        var hers = await ann.ListToolsAsync();
        Assert.All(hers, t => Assert.True(t.ProtocolTool.Annotations!.ReadOnlyHint));
        Assert.All(hers, t => Assert.Matches("^(ec2|account|lambda)_", t.Name));
        Assert.DoesNotContain("s3", ann.ServerInstructions, StringComparison.Ordinal);
        var his = await bob.ListToolsAsync();
        Assert.True(his.Count > hers.Count);

        Assert.Contains("allows read", await ErrorAsync(ann, "ec2_terminate_instances",
            new() { ["instanceIds"] = new[] { "i-0123456789abcdef0" } }), StringComparison.Ordinal);
        Assert.Contains("'s3'", await ErrorAsync(ann, "s3_list_buckets", []), StringComparison.Ordinal);
        // The file would be the server's.
        Assert.DoesNotContain("zipPath", his.Single(t => t.Name == "lambda_create_function").JsonSchema.GetRawText(),
            StringComparison.Ordinal);
        Assert.Contains("server's machine", await ErrorAsync(bob, "lambda_create_function",
            new()
            {
                ["name"] = "f",
                ["zipPath"] = "/etc/passwd",
                ["role"] = "arn:aws:iam::123456789012:role/r",
                ["runtime"] = "python3.13",
                ["handler"] = "a.b"
            }), StringComparison.Ordinal);

        // A code is for whoever got it.
        var instance = await Network.RunInstanceAsync(fixture.Moto.Url);
        var code = (await CallAsync(bob, "ec2_terminate_instances", new() { ["instanceIds"] = new[] { instance } })).GetProperty("confirm")
            .GetString();
        await using var eve = await server.ConnectAsync(await TokenAsync("eve", "--grant", "destructive"));
        var hijacked = await CallAsync(eve, "ec2_terminate_instances", new() { ["instanceIds"] = new[] { instance }, ["confirm"] = code });
        Assert.False(hijacked.TryGetProperty("result", out _), hijacked.ToString());

        var journal = string.Concat(Directory.GetFiles(Path.Combine(folder, "journal")).Select(Read));
        Assert.Contains("\"user\":\"ann\"", journal, StringComparison.Ordinal);
        Assert.Contains("\"user\":\"bob\"", journal, StringComparison.Ordinal);
        Assert.DoesNotContain(writer, journal + server.Errors, StringComparison.Ordinal);

        Assert.Equal(0, (await CommandAsync("token", "revoke", "bob")).Code);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => bob.ListToolsAsync().AsTask());
    }

    [Fact]
    public async Task A_token_that_is_made_while_the_server_is_open_closes_it_for_good()
    {
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url);
        await using var anybody = await server.ConnectAsync();
        Assert.Contains(await anybody.ListToolsAsync(), t => t.Name == "ec2_terminate_instances");

        var token = await TokenAsync("ann", "--grant", "read");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => anybody.ListToolsAsync().AsTask());
        await using var ann = await server.ConnectAsync(token);
        Assert.DoesNotContain(await ann.ListToolsAsync(), t => t.Name == "ec2_terminate_instances");
        File.Delete(Path.Combine(folder, "tokens.json"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => anybody.ListToolsAsync().AsTask());
    }

    [Fact]
    public async Task The_page_that_a_callers_link_opens_shows_no_more_than_the_caller_may_see()
    {
        var hers = await TokenAsync("ann", "--grant", "destructive", "--grant-modules", "ec2");
        var his = await TokenAsync("bob");
        var home = Path.Combine(folder, "home");
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url, settings: """
            "mode": "destructive", "confirm": { "person": true }
            """, variables: new() { ["HOME"] = home });
        await using var bob = await server.ConnectAsync(his);
        await bob.CallToolAsync("s3_list_buckets");
        await bob.CallToolAsync("ec2_list_key_pairs");
        var (plan, journal) = ("", "");
        await using var ann = await server.ConnectAsync(hers, "2026-07-28", new()
        {
            Capabilities = new() { Elicitation = new() { Url = new() } },
            Handlers = new()
            {
                ElicitationHandler = async (request, cancellation) =>
                {
                    using var browser = new HttpClient();
                    plan = await browser.GetStringAsync(request!.Url, cancellation);
                    journal = await browser.GetStringAsync(new Uri(server.Endpoint, "/journal"), cancellation);
                    return new() { Action = "decline" };
                },
            },
        });
        var arguments = new Dictionary<string, object?> { ["instanceIds"] = new[] { await Network.RunInstanceAsync(fixture.Moto.Url) } };
        arguments["confirm"] = (await CallAsync(ann, "ec2_terminate_instances", arguments)).GetProperty("confirm").GetString();
        await ann.CallToolAsync("ec2_terminate_instances", arguments);

        Assert.Contains("Shall this be done?", plan, StringComparison.Ordinal);
        Assert.Contains("ec2_list_key_pairs", journal, StringComparison.Ordinal);
        Assert.DoesNotContain("s3_list_buckets", journal, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(home, ".aspnet")), "keys were left in the home");
    }

    [Fact]
    public async Task What_does_not_belong_here_is_turned_away_before_the_protocol()
    {
        var token = await TokenAsync("ann");
        await using var server = await HttpServer.StartAsync(
            folder, fixture.Wire.Url, """ "limits": { "megabytes": 1, "perMinute": 30 } """);
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(server.Endpoint, "/healthz"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(server.Endpoint, "/readyz"))).StatusCode);
        using var unknown = await PostAsync(null, List);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.StartsWith("Bearer", unknown.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync("infra_" + new string('A', 43), List)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync("eyJhbGciOiJub25lIn0.e30.", List)).StatusCode);
        // What an adapter on Lambda passes on, and whoever may invoke the function can write: it grants nothing.
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(null, List, r =>
        {
            r.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20261128/eu-west-1/lambda/aws4_request");
            r.Headers.Add("x-amzn-request-context", """{"authorizer":{"iam":{"userArn":"arn:aws:iam::123456789012:root"}}}""");
        })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(token, List, r => r.Headers.Host = "evil.example")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await PostAsync(token, List, r => r.Headers.Add("Origin", "https://evil.example"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(token, List, r => r.Headers.Add("Origin", "null"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await PostAsync(token, List, r => r.Headers.Add("Origin", server.Endpoint.GetLeftPart(UriPartial.Authority)))).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            (await PostAsync(token, new string(' ', 1_100_000), r => r.Headers.ExpectContinue = true)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType,
            (await PostAsync(token, List, r => r.Content!.Headers.ContentType = new("text/plain"))).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType,
            (await PostAsync(token, List, r => r.Content!.Headers.ContentType!.CharSet = "utf-16")).StatusCode);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await PostAsync(token, List, r => r.Headers.Accept.Clear())).StatusCode);
        Assert.InRange((int)(await PostAsync(token, "{\"jsonrpc\":")).StatusCode, 400, 499);

        var statuses = new List<HttpStatusCode>();
        for (var n = 0; n < 40; n++) statuses.Add((await PostAsync(token, List)).StatusCode);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);

        async Task<HttpResponseMessage> PostAsync(string? bearer, string body, Action<HttpRequestMessage>? change = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post,
                server.Endpoint)
            { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            change?.Invoke(request);
            return await http.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_session_belongs_to_whoever_opened_it_and_a_token_that_expired_opens_nothing()
    {
        var (ann, eve) = (await TokenAsync("ann", "--days", "30"), await TokenAsync("eve"));
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url, """ "sessions": "hybrid" """);
        using var http = new HttpClient();
        using var opened = await PostAsync(ann, null, """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}
            """);
        var session = Assert.Single(opened.Headers.GetValues("Mcp-Session-Id"));
        Assert.Contains("\"logging\":{}", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(ann, session, List)).StatusCode);
        Assert.InRange((int)(await PostAsync(eve, session, List)).StatusCode, 400, 499);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(null, session, List)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(ann, "0123456789abcdef", List)).StatusCode);

        // As it is a day later.
        var file = Path.Combine(folder, "tokens.json");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, Regex.Replace(text, "\"expires\": *\"20[0-9]{2}", "\"expires\":\"2020"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(ann, session, List)).StatusCode);

        async Task<HttpResponseMessage> PostAsync(string? token, string? session, string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
            { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            if (token is not null) request.Headers.Authorization = new("Bearer", token);
            if (session is not null) request.Headers.Add("Mcp-Session-Id", session);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
    }

    [Fact]
    public async Task A_client_that_hangs_up_cancels_its_call_and_the_journal_says_so()
    {
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url);
        fixture.Wire.Break("DescribeInstances", Fault.Slow(TimeSpan.FromSeconds(20)), times: 1);
        using var http = new HttpClient();
        using var hangUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
        {
            Content = new StringContent(
                """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ec2_list_instances","arguments":{}}}""",
                Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");

        var call = http.SendAsync(request, hangUp.Token);
        while (fixture.Wire.Seen.All(r => r.Operation != "DescribeInstances")) await Task.Delay(20);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        string Journal() => Path.Combine(folder, "journal") is var path && Directory.Exists(path)
            ? string.Concat(Directory.GetFiles(path).Select(Read)) : "";
        for (var n = 0; n < 200 && !Journal().Contains("\"cancelled\"", StringComparison.Ordinal); n++) await Task.Delay(50);
        Assert.Contains("\"outcome\":\"cancelled\"", Journal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Told_to_end_it_lets_calls_finish_for_a_while_and_tells_the_others()
    {
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url, """ "drainSeconds": 1 """);
        await using var client = await server.ConnectAsync();
        fixture.Wire.Break("DescribeInstances", Fault.Slow(TimeSpan.FromSeconds(20)), times: 1);

        var call = client.CallToolAsync("ec2_list_instances").AsTask();
        while (fixture.Wire.Seen.All(r => r.Operation != "DescribeInstances")) await Task.Delay(20);
        server.Terminate();
        var answer = await call;
        await server.ExitAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(answer.IsError);
        Assert.Contains("The server is ending", ((TextContentBlock)answer.Content[0]).Text, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"cancelled\"", string.Concat(Directory.GetFiles(Path.Combine(folder, "journal")).Select(Read)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "url": "http://0.0.0.0:0" """, "Make tokens")]
    [InlineData(""" "url": "https://127.0.0.1:0" """, "PEM")]
    [InlineData(""" "url": "https://127.0.0.1:0", "certificate": "no.pem", "certificateKey": "no.key" """, "cannot be used")]
    [InlineData(""" "url": "http://127.0.0.1:0", "proxies": ["10.0.0.0/8"] """, "Make tokens")]
    [InlineData(""" "issuer": { "url": "https://a.example", "audience": "a", "scopes": { "b": { "mode": "read", "modules": ["ec"] } } } """,
        "The scope 'b' names the module 'ec', which is not enabled. Did you mean 'ec2'?")]
    public async Task It_refuses_to_start_where_it_would_be_open(string http, string why)
    {
        var config = await InfraServer.WriteConfigAsync(folder, $$""" "mode": "read", "http": { {{http}} }""");

        var (code, _, error) = await HttpServer.CommandAsync(folder, "serve", "--http", "--config", config, "--journal",
            Path.Combine(folder, "journal"));

        Assert.Equal(2, code);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named()
    {
        await using var first = await HttpServer.StartAsync(folder, fixture.Wire.Url);
        var config = await InfraServer.WriteConfigAsync(folder,
            $$""" "http": { "url": "{{first.Endpoint.GetLeftPart(UriPartial.Authority)}}" } """);

        var (code, _, error) = await HttpServer.CommandAsync(folder, "serve", "--http", "--config", config, "--journal",
            Path.Combine(folder, "journal"));

        Assert.Equal(2, code);
        Assert.Contains($"The server cannot listen at {new Uri(first.Endpoint, "/")}: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_serves_with_a_certificate_of_its_own_to_pages_that_are_named_and_behind_a_proxy()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = asked.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (pem, pemKey) = (Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"));
        await File.WriteAllTextAsync(pem, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(pemKey, key.ExportPkcs8PrivateKeyPem());
        var token = await TokenAsync("ann");
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url, $$"""
            "certificate": {{JsonSerializer.Serialize(pem)}}, "certificateKey": {{JsonSerializer.Serialize(pemKey)}},
            "origins": ["https://page.example"], "proxies": ["127.0.0.1"], "hosts": ["infra.example"]
            """, url: "https://127.0.0.1:0");
        using var http = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == certificate.Thumbprint,
        });
        http.DefaultRequestVersion = HttpVersion.Version20;

        Assert.Equal("https", server.Endpoint.Scheme);
        using var ready = await http.GetAsync(new Uri(server.Endpoint, "/readyz"));
        Assert.Equal((HttpVersion.Version20, "ok"), (ready.Version, await ready.Content.ReadAsStringAsync()));
        using var listed = await AskAsync(token, HttpMethod.Post);
        Assert.Contains("ec2_list_instances", await listed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // What a browser asks before a page of another origin calls.
        using var preflight = await AskAsync(null, HttpMethod.Options, ("Origin", "https://page.example"),
            ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,mcp-protocol-version"));
        Assert.Equal("https://page.example", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("authorization,mcp-protocol-version", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Headers")));
        using var foreign = await AskAsync(null, HttpMethod.Options, ("Origin", "https://evil.example"),
            ("Access-Control-Request-Method", "POST"));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        // A proxy says for which host a request came.
        using var forwarded = await AskAsync(token, HttpMethod.Post, ("X-Forwarded-Host", "infra.example"),
            ("X-Forwarded-For", "10.0.0.9"));
        Assert.Equal(HttpStatusCode.OK, forwarded.StatusCode);
        using var elsewhere = await AskAsync(token, HttpMethod.Post, ("X-Forwarded-Host", "evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        // And that the client came to it over plain HTTP, where tokens are not taken.
        using var plain = await AskAsync(token, HttpMethod.Post, ("X-Forwarded-Proto", "http"), ("X-Forwarded-For", "10.0.0.9"));
        Assert.Equal(HttpStatusCode.Forbidden, plain.StatusCode);
        Assert.Contains("Tokens are not taken over plain HTTP", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        async Task<HttpResponseMessage> AskAsync(string? bearer, HttpMethod method, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, server.Endpoint) { Version = HttpVersion.Version20 };
            if (method == HttpMethod.Post) request.Content = new StringContent(List, Encoding.UTF8, "application/json");
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            if (bearer is not null) request.Headers.Authorization = new("Bearer", bearer);
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            return await http.SendAsync(request);
        }
    }

    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""";

    private async Task<string> TokenAsync(string name, params string[] more)
    {
        var (code, token, error) = await CommandAsync(["token", "create", name, .. more]);
        Assert.True(code == 0, error);
        return token.Trim();
    }

    private async Task<(int Code, string Out, string Error)> CommandAsync(params string[] arguments) =>
        await HttpServer.CommandAsync(folder, [.. arguments, "--config",
            await InfraServer.WriteConfigAsync(folder, """ "mode": "destructive" """), "--journal", Path.Combine(folder, "journal")]);

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        var answer = await client.CallToolAsync(tool, arguments);
        Assert.True(answer.IsError is not true, ((TextContentBlock)answer.Content[0]).Text);
        return answer.StructuredContent!.Value;
    }

    private static async Task<string> ErrorAsync(McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        var answer = await client.CallToolAsync(tool, arguments);
        Assert.True(answer.IsError);
        return ((TextContentBlock)answer.Content[0]).Text;
    }

    private static string Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
