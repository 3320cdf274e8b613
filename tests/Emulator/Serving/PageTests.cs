using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>
/// The pages where a person answers to a plan, with what a browser sends. How they look is seen in tests/full/browser.
/// </summary>
[Collection(EmulatorFixture.Serving)]
public sealed partial class PageTests(EmulatorFixture fixture) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-pages-").FullName;
    private readonly Browser browser = new();
    private Issuer issuer = null!;

    public async Task InitializeAsync()
    {
        fixture.Wire.Forget();
        await fixture.Moto.ResetAsync();
        issuer = await Issuer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        browser.Dispose();
        await issuer.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Whoever_signs_in_approves_once_and_then_the_act_is_done()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync(await issuer.TokenAsync("aws.change"));
        var (arguments, link) = await PlanAsync(client);

        var shown = await browser.OpenAsync(link);
        Assert.Equal((HttpStatusCode.OK, "Shall this be done?"), (shown.Status, shown.Title));
        Assert.Contains($"<dt>You are</dt><dd>ann ({issuer.Url})</dd>", shown.Text, StringComparison.Ordinal);
        Assert.Contains("<dt>AWS account</dt><dd>123456789012</dd>", shown.Text, StringComparison.Ordinal);
        Assert.Contains("<li class=\"loss\">LOST: volume", shown.Text, StringComparison.Ordinal);
        Assert.Contains(((string[])arguments["instanceIds"]!)[0], shown.Text, StringComparison.Ordinal);

        // Another page sends the form without what this one has in it.
        Assert.Equal((HttpStatusCode.BadRequest, "This did not come from the page"),
            Told(await browser.AnswerAsync(shown with { Form = "" }, "approve")));
        Assert.Equal((HttpStatusCode.BadRequest, "Neither yes nor no"), Told(await browser.AnswerAsync(shown, "perhaps")));
        Assert.Equal((HttpStatusCode.OK, "Approved"), Told(await browser.AnswerAsync(shown, "approve")));
        Assert.Equal((HttpStatusCode.Conflict, "Somebody answered before"), Told(await browser.AnswerAsync(shown, "decline")));

        var done = await client.CallToolAsync("ec2_terminate_instances", arguments);
        Assert.True(done.StructuredContent!.Value.TryGetProperty("result", out _), done.StructuredContent.ToString());
        Assert.Equal((HttpStatusCode.NotFound, "No plan waits here"), Told(await browser.OpenAsync(link)));
        Assert.Equal((HttpStatusCode.NotFound, "No plan waits here"), Told(await browser.AnswerAsync(shown, "approve")));

        var journal = await browser.OpenAsync(new Uri(server.Endpoint, "/journal"));
        Assert.Contains($"<td>ec2_terminate_instances</td><td>approved</td><td>ann ({issuer.Url})</td>", journal.Text,
            StringComparison.Ordinal);
        var health = await browser.OpenAsync(new Uri(server.Endpoint, "/health"));
        Assert.Contains("<dt>Mode</dt><dd>destructive</dd>", health.Text, StringComparison.Ordinal);
        Assert.Contains("<dt>Up</dt><dd>0 min</dd>", health.Text, StringComparison.Ordinal);
        Assert.Contains("none: this server is alone", health.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_ends_the_plan_and_is_in_the_journal()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync(await issuer.TokenAsync("aws.change"));
        var (arguments, link) = await PlanAsync(client);

        Assert.Equal((HttpStatusCode.OK, "Declined"), Told(await browser.AnswerAsync(await browser.OpenAsync(link), "decline")));

        var refused = await client.CallToolAsync("ec2_terminate_instances", arguments);
        Assert.True(refused.IsError);
        Assert.Contains("did not agree", ((TextContentBlock)refused.Content[0]).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Wire.Seen, r => r.Operation == "TerminateInstances");
        Assert.Contains($"<td>declined</td><td>ann ({issuer.Url})</td>",
            (await browser.OpenAsync(new Uri(server.Endpoint, "/journal"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_do_it_neither_approves_nor_reads_it()
    {
        await using var server = await StartAsync(""", "profiles": ["dev"]""");
        var bobs = await TokenAsync("bob", "--grant", "destructive");
        await using var bob = await server.ConnectAsync(bobs);
        var (arguments, link) = await PlanAsync(bob);

        var shown = await browser.OpenAsync(link);

        Assert.Equal((HttpStatusCode.Forbidden, "This is not yours to approve"), Told(shown));
        Assert.Contains($"You signed in as ann ({issuer.Url}), who may not use ec2_terminate_instances", shown.Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain(((string[])arguments["instanceIds"]!)[0], shown.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing yet.", (await browser.OpenAsync(new Uri(server.Endpoint, "/journal"))).Text, StringComparison.Ordinal);

        // A token for assistants is none for pages, and signs nobody in.
        using var assistant = new Browser(bobs);
        Assert.Equal((HttpStatusCode.Forbidden, "Who are you?"),
            Told(await assistant.AnswerAsync(shown with { Form = "", Address = link }, "approve")));
    }

    [Fact]
    public async Task A_plan_that_cannot_be_read_and_a_sign_in_that_is_given_up_are_said()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync(await issuer.TokenAsync("aws.change"));
        var (_, link) = await PlanAsync(client);

        Assert.Equal((HttpStatusCode.Forbidden, "You are not signed in"),
            Told(await browser.OpenAsync(new Uri(server.Endpoint, "/signed-in?error=access_denied&state=x"))));
        var plan = Assert.Single(Directory.GetFiles(Path.Combine(folder, "approvals"), "*.plan"));
        await File.WriteAllTextAsync(plan, $"{DateTimeOffset.UtcNow.AddMinutes(5):O}\nhalf of a pl");
        var broken = await browser.OpenAsync(link);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "The plan cannot be read"), Told(broken));
        Assert.Contains("let the assistant plan again", broken.Text, StringComparison.Ordinal);
        foreach (var code in new[] { "nothing", "..%2Fapprovals%2Fx", "%2e%2e" })
            Assert.NotEqual(HttpStatusCode.OK, (await browser.OpenAsync(new Uri(server.Endpoint, $"/approve/{code}"))).Status);
    }

    [Fact]
    public async Task Without_an_issuer_a_link_opens_one_plan_once_for_a_client_that_shows_it_to_a_person()
    {
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url, settings: """ "mode": "destructive" """);
        List<string> links = [];
        await using var client = await server.ConnectAsync(await TokenAsync("ann", "--grant", "destructive"), "2026-07-28",
            ShowingPages(url => links.Add(url)));
        var (arguments, _) = await PlanAsync(client);
        var (_, _) = await PlanAsync(client);
        var (first, second) = (new Uri(links[0]), new Uri(links[1]));

        Assert.Equal((HttpStatusCode.Forbidden, "Who are you?"), Told(await browser.OpenAsync(new(first.GetLeftPart(UriPartial.Path)))));
        // The key of one plan opens no other, and is lost by the attempt.
        Assert.Equal((HttpStatusCode.Forbidden, "This link was used"),
            Told(await browser.OpenAsync(new($"{first.GetLeftPart(UriPartial.Path)}{second.Query}"))));
        var shown = await browser.OpenAsync(first);
        Assert.Equal((HttpStatusCode.OK, "Shall this be done?"), Told(shown));
        Assert.Contains("<dd>whoever got the link of ann</dd>", shown.Text, StringComparison.Ordinal);
        Assert.Equal("", shown.Address.Query);
        using var other = new Browser();
        Assert.Equal((HttpStatusCode.Forbidden, "This link was used"), Told(await other.OpenAsync(first)));

        Assert.Equal((HttpStatusCode.OK, "Approved"), Told(await browser.AnswerAsync(shown, "approve")));
        var done = await client.CallToolAsync("ec2_terminate_instances", arguments);
        Assert.True(done.StructuredContent!.Value.TryGetProperty("result", out _), done.StructuredContent.ToString());
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task Over_stdio_a_person_approves_on_a_page_of_this_machine(string version)
    {
        List<string> links = [];
        List<Shown> pages = [];
        var options = ShowingPages(async url =>
        {
            links.Add(url);
            pages.Add(await browser.OpenAsync(new(url)));
            pages.Add(await browser.AnswerAsync(pages[^1], "approve"));
        });
        options.ProtocolVersion = version;
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, client: options);

        var (arguments, _) = await PlanAsync(server.Client);
        var done = await server.Client.CallToolAsync("ec2_terminate_instances", arguments);

        Assert.Equal(["Shall this be done?", "Approved"], pages.Select(p => p.Title));
        Assert.Contains("<dd>the person at this machine</dd>", pages[0].Text, StringComparison.Ordinal);
        Assert.Equal("This link was used", (await browser.OpenAsync(new(links[0]))).Title);
        Assert.Single(fixture.Wire.Seen, r => r.Operation == "TerminateInstances");
        Assert.True(done.StructuredContent is not null);
    }

    private static McpClientOptions ShowingPages(Action<string> open) => ShowingPages(url =>
    {
        open(url);
        return Task.CompletedTask;
    });

    private static McpClientOptions ShowingPages(Func<string, Task> openAsync) => new()
    {
        Capabilities = new() { Elicitation = new() { Url = new() } },
        Handlers = new()
        {
            ElicitationHandler = async (request, _) =>
            {
                Assert.Equal("url", request!.Mode);
                await openAsync(request.Url!);
                return new() { Action = "accept" };
            },
        },
    };

    private Task<HttpServer> StartAsync(string right = "") => HttpServer.StartAsync(folder, fixture.Wire.Url, $$"""
        "issuer": { "url": "{{issuer.Url}}", "audience": "infra", "clientId": "pages", "scopes": {
          "aws.read": { "mode": "read"{{right}} }, "aws.change": { "mode": "destructive", "modules": ["ec2"]{{right}} } } }
        """, """ "mode": "destructive", "confirm": { "person": true } """);

    private async Task<string> TokenAsync(string name, params string[] more) => (await HttpServer.CommandAsync(folder,
        ["token", "create", name, .. more, "--config", Path.Combine(folder, "plugins.json"), "--journal", Path.Combine(folder, "journal")]))
        .Out.Trim();

    // The arguments with the code, and where a person answers, if the model is told.
    private async Task<(Dictionary<string, object?> Arguments, Uri Link)> PlanAsync(McpClient client)
    {
        var arguments = new Dictionary<string, object?> { ["instanceIds"] = new[] { await Network.RunInstanceAsync(fixture.Moto.Url) } };
        arguments["confirm"] = (await JsonAsync(arguments)).GetProperty("confirm").GetString();
        var waits = await JsonAsync(arguments);
        return (arguments, waits.TryGetProperty("next", out var next) && Address().Match(next.GetString()!) is { Success: true } found
            ? new(found.Value) : new("about:blank"));

        async Task<JsonElement> JsonAsync(Dictionary<string, object?> given) =>
            (await client.CallToolAsync("ec2_terminate_instances", given)).StructuredContent!.Value;
    }

    private static (HttpStatusCode, string) Told(Shown page) => (page.Status, page.Title);

    [GeneratedRegex("http[^ ,]+")]
    private static partial Regex Address();

    /// <summary>A page as somebody sees it.</summary>
    private sealed record Shown(HttpStatusCode Status, string Title, string Text, string Form, Uri Address);

    private sealed partial class Browser : IDisposable
    {
        private readonly HttpClient http = new(new HttpClientHandler { CookieContainer = new() });

        public Browser(string? token = null)
        {
            if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        public async Task<Shown> OpenAsync(Uri address)
        {
            using var answer = await http.GetAsync(address);
            return await ShownAsync(answer);
        }

        public async Task<Shown> AnswerAsync(Shown page, string answer)
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = page.Form,
                ["answer"] = answer,
            });
            using var told = await http.PostAsync(page.Address, form);
            return await ShownAsync(told);
        }

        public void Dispose() => http.Dispose();

        private static async Task<Shown> ShownAsync(HttpResponseMessage answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
            return new(answer.StatusCode, Heading().Match(text).Groups[1].Value, text, Token().Match(text).Groups[1].Value,
                answer.RequestMessage!.RequestUri!);
        }

        [GeneratedRegex("<h1>([^<]*)</h1>")]
        private static partial Regex Heading();

        [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
        private static partial Regex Token();
    }
}
