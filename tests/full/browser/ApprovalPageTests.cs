using Infra.Emulator;
using Infra.Emulator.Serving;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using PuppeteerSharp;

namespace Infra.Browser;

/// <summary>
/// A person approves in a real browser, with scripts off. CHROMIUM names the program; /usr/bin/chromium when it does not. With SCREENSHOTS,
/// a folder, the pages are kept as pictures.
/// </summary>
public sealed class ApprovalPageTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-page-").FullName;
    private Moto moto = null!;
    private Issuer issuer = null!;
    private IBrowser browser = null!;
    private IPage page = null!;

    public async Task InitializeAsync()
    {
        moto = await Moto.StartAsync();
        issuer = await Issuer.StartAsync();
        browser = await Puppeteer.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM")
            ?? "/usr/bin/chromium", Args = ["--no-sandbox"], Headless = true });
        page = await browser.NewPageAsync();
        await page.SetJavaScriptEnabledAsync(false);
        await page.SetViewportAsync(new() { Width = 390, Height = 844, DeviceScaleFactor = 2, IsMobile = true });
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        await issuer.DisposeAsync();
        await moto.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Whoever_signs_in_and_may_do_it_approves_and_then_the_act_is_done()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync(await issuer.TokenAsync("aws.change"));
        var (arguments, code, link) = await PlanAsync(client);

        await page.GoToAsync(link);
        var text = await TextAsync();
        Assert.Contains("Shall this be done?", text, StringComparison.Ordinal);
        Assert.Contains(((string[])arguments["instanceIds"]!)[0], text, StringComparison.Ordinal);
        Assert.Contains("123456789012", text, StringComparison.Ordinal);
        Assert.Contains("You are\nann", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("LOST: volume", await page.EvaluateExpressionAsync<string>("document.querySelector('li.loss').innerText"),
            StringComparison.Ordinal);
        await LooksCaredForAsync("approve");

        await AnswerAsync("approve");
        Assert.Contains("Approved", await TextAsync(), StringComparison.Ordinal);
        await page.GoToAsync(link);
        await AnswerAsync("decline");
        Assert.Contains("Somebody answered before", await TextAsync(), StringComparison.Ordinal);

        arguments["confirm"] = code;
        var done = await client.CallToolAsync("ec2_terminate_instances", arguments);
        Assert.True(done.StructuredContent!.Value.TryGetProperty("result", out _), done.StructuredContent.ToString());
        await page.GoToAsync(link);
        Assert.Contains("No plan waits here", await TextAsync(), StringComparison.Ordinal);

        await page.GoToAsync(new Uri(server.Endpoint, "/journal").ToString());
        Assert.Contains("ec2_terminate_instances", await TextAsync(), StringComparison.Ordinal);
        await LooksCaredForAsync("journal");
        await page.GoToAsync(new Uri(server.Endpoint, "/health").ToString());
        Assert.Contains("destructive", await TextAsync(), StringComparison.Ordinal);
        await LooksCaredForAsync("health");
    }

    [Fact]
    public async Task A_no_ends_the_plan()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync(await issuer.TokenAsync("aws.change"));
        var (arguments, code, link) = await PlanAsync(client);

        await page.GoToAsync(link);
        await AnswerAsync("decline");

        arguments["confirm"] = code;
        var refused = await client.CallToolAsync("ec2_terminate_instances", arguments);
        Assert.True(refused.IsError);
        Assert.Contains("did not agree", ((TextContentBlock)refused.Content[0]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_pages_other_people_and_assistants_cannot_answer()
    {
        await using var server = await StartAsync();
        var token = await issuer.TokenAsync("aws.change");
        await using var client = await server.ConnectAsync(token);
        var (_, _, link) = await PlanAsync(client);

        // An assistant's token opens no page.
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["answer"] = "approve" });
        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await http.GetAsync(link)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.PostAsync(link, form)).StatusCode);

        // Somebody who is signed in, on another page that sends the form.
        await page.GoToAsync(link);
        await page.SetContentAsync($"<form method=post action='{link}'><button name=answer value=approve>win</button></form>");
        await Task.WhenAll(page.WaitForNavigationAsync(), page.ClickAsync("button"));
        Assert.DoesNotContain("Approved", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_use_the_profile_of_a_plan_neither_approves_it_nor_reads_of_it()
    {
        await using var server = await StartAsync(""", "profiles": ["dev"]""");
        var (_, token, error) = await HttpServer.CommandAsync(folder, "token", "create", "bob", "--grant", "destructive", "--config",
            Path.Combine(folder, "plugins.json"), "--journal", Path.Combine(folder, "journal"));
        Assert.True(token.Length > 0, error);
        await using var client = await server.ConnectAsync(token.Trim());
        var (arguments, _, link) = await PlanAsync(client);

        await page.GoToAsync(link);
        Assert.Contains("This is not yours to approve", await TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(((string[])arguments["instanceIds"]!)[0], await TextAsync(), StringComparison.Ordinal);
        await page.GoToAsync(new Uri(server.Endpoint, "/journal").ToString());
        Assert.Contains("Nothing yet", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_stdio_a_client_that_shows_pages_gets_a_link_that_opens_once()
    {
        string? used = null;
        await using var server = await InfraServer.StartAsync(moto.Url, client: new()
        {
            Capabilities = new() { Elicitation = new() { Url = new() } },
            Handlers = new()
            {
                ElicitationHandler = async (request, _) =>
                {
                    Assert.Equal("url", request!.Mode);
                    await page.GoToAsync(used = request.Url!);
                    Assert.DoesNotContain("key=", page.Url, StringComparison.Ordinal);
                    await AnswerAsync("approve");
                    return new() { Action = "accept" };
                },
            },
        });
        var instance = await RunInstanceAsync();
        var plan = await server.CallAsync("ec2_terminate_instances", new { instanceIds = new[] { instance } });
        var done = await server.CallAsync("ec2_terminate_instances",
            new { instanceIds = new[] { instance }, confirm = plan.StructuredContent!.Value.GetProperty("confirm").GetString() });

        Assert.True(done.StructuredContent!.Value.TryGetProperty("result", out _), done.StructuredContent.ToString());
        await page.GoToAsync(used!);
        Assert.Contains("This link was used", await TextAsync(), StringComparison.Ordinal);
    }

    private Task<HttpServer> StartAsync(string right = "") => HttpServer.StartAsync(folder, moto.Url, $$"""
        "issuer": { "url": "{{issuer.Url}}", "audience": "infra", "clientId": "pages", "scopes": { "aws.read": { "mode": "read" }, "aws.change": { "mode": "destructive", "modules": ["ec2"]{{right}} } } }
        """, """ "mode": "destructive", "confirm": { "person": true } """);

    private async Task<(Dictionary<string, object?> Arguments, string Code, string Link)> PlanAsync(McpClient client)
    {
        var arguments = new Dictionary<string, object?> { ["instanceIds"] = new[] { await RunInstanceAsync() } };
        var plan = await client.CallToolAsync("ec2_terminate_instances", arguments);
        var code = plan.StructuredContent!.Value.GetProperty("confirm").GetString()!;
        var waits = await client.CallToolAsync("ec2_terminate_instances",
            new Dictionary<string, object?>(arguments) { ["confirm"] = code });
        var next = waits.StructuredContent!.Value.GetProperty("next").GetString()!;
        return (arguments, code, System.Text.RegularExpressions.Regex.Match(next, "http[^ ,]+").Value);
    }

    private Task<string> RunInstanceAsync() => Network.RunInstanceAsync(moto.Url);

    private Task AnswerAsync(string answer) => Task.WhenAll(page.WaitForNavigationAsync(), page.ClickAsync($"button[value={answer}]"));

    private Task<string> TextAsync() => page.EvaluateExpressionAsync<string>("document.body.innerText");

    // The least contrast of a text with what is behind it.
    private const string Contrast = """
        (() => {
          const numbers = color => color.match(/[\d.]+/g).map(Number);
          const light = color => numbers(color).slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
          const behind = at => { while (numbers(getComputedStyle(at).backgroundColor)[3] === 0) at = at.parentElement; return getComputedStyle(at).backgroundColor; };
          return Math.min(...[...document.querySelectorAll('body *')].filter(at => [...at.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(at => [light(getComputedStyle(at).color), light(behind(at))].sort().reverse()).map(([more, less]) => (more + 0.05) / (less + 0.05)));
        })()
        """;

    // On a phone, where nothing hangs over the edge, by day and by night.
    private async Task LooksCaredForAsync(string name)
    {
        foreach (var (scheme, paper) in new[] { ("light", "rgb(246, 247, 249)"), ("dark", "rgb(16, 21, 28)") })
        {
            await page.EmulateMediaFeaturesAsync([new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
            Assert.Equal(paper, await page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor"));
            Assert.True(await page.EvaluateExpressionAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
            Assert.InRange(await page.EvaluateExpressionAsync<double>(Contrast), 4.5, 21);
            await PictureAsync($"{name}-{scheme}");
        }
    }

    private async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { } pictures)
            await page.ScreenshotAsync(Path.Combine(pictures, $"{name}.png"), new() { FullPage = true });
    }
}
