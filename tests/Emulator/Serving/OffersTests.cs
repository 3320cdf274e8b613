using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Infra.Emulator.Serving;

/// <summary>Resources, prompts, completions and changes of the lists, with a real client, over stdio and HTTP.</summary>
[Collection(EmulatorFixture.Name)]
public sealed class OffersTests(EmulatorFixture fixture) : IAsyncLifetime
{
    private const string Account = "123456789012";

    private readonly string folder = Directory.CreateTempSubdirectory("infra-offers-").FullName;

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
    public async Task A_client_finds_an_instance_by_completion_reads_it_and_is_told_what_is_not_there(string version)
    {
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, client: new() { ProtocolVersion = version });
        var instance = await Network.RunInstanceAsync(fixture.Moto.Url);

        var templates = await server.Client.ListResourceTemplatesAsync();
        var template = templates.Single(t => t.Name == "ec2_get_instance").UriTemplate;
        Assert.Equal("aws://{account}/{region}/ec2/instances/{instanceId}", template);
        // It waits for AWS no longer than a person does, and may have nothing at the first press of the key.
        var (ids, begun) = (await IdsAsync(), TimeProvider.System.GetTimestamp());
        while (ids.Count == 0 && TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(2)) ids = await IdsAsync();
        Assert.Contains(instance, ids);
        Assert.Contains("eu-west-1", await CompleteAsync(server.Client, template, "region", "eu-w", []));

        var read = await server.Client.ReadResourceAsync($"aws://{Account}/us-east-1/ec2/instances/{instance}");
        var text = Assert.IsType<TextResourceContents>(Assert.Single(read.Contents));
        Assert.Equal("application/json", text.MimeType);
        Assert.Equal(instance, JsonElement.Parse(text.Text).GetProperty("id").GetString());
        // The same way as a call: it is in the journal, with whose account it was.
        Assert.Contains("\"tool\":\"ec2_get_instance\"", server.ReadJournal(), StringComparison.Ordinal);

        var other = await Assert.ThrowsAsync<McpProtocolException>(async () =>
            await server.Client.ReadResourceAsync($"aws://999999999999/us-east-1/ec2/instances/{instance}"));
        Assert.Contains($"belong to account {Account}", other.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<McpProtocolException>(async () =>
            await server.Client.ReadResourceAsync("aws://default/us-east-1/ec2/instances/i-0123456789abcdef0"));
        Assert.Equal(version == "2026-07-28" ? McpErrorCode.InvalidParams : McpErrorCode.ResourceNotFound, missing.ErrorCode);
        Assert.Contains("i-0123456789abcdef0", missing.Message, StringComparison.Ordinal);

        Task<IList<string>> IdsAsync() => CompleteAsync(server.Client, template, "instanceId", "i-",
            new() { ["account"] = "default", ["region"] = "us-east-1" });
    }

    [Fact]
    public async Task A_text_is_read_as_it_is_and_tells_where_it_goes_on()
    {
        var bucket = $"offers-{Guid.NewGuid():n}";
        await fixture.Server.CallAsync("s3_create_bucket", new { bucket });
        await fixture.Server.CallAsync("s3_put_object", new { bucket, key = "notes/a b.txt", content = "one\ntwo\nthree\n" });

        var whole = await fixture.Server.Client.ReadResourceAsync($"aws://default/us-east-1/s3/objects/{bucket}/notes/a%20b.txt");
        var part = await fixture.Server.Client.ReadResourceAsync($"aws://default/us-east-1/s3/objects/{bucket}/notes/a%20b.txt?maxBytes=4");

        Assert.Equal("one\ntwo\nthree\n", Assert.IsType<TextResourceContents>(Assert.Single(whole.Contents)).Text);
        Assert.Equal("one\n", Assert.IsType<TextResourceContents>(part.Contents[0]).Text);
        var next = JsonElement.Parse(Assert.IsType<TextResourceContents>(part.Contents[1]).Text).GetProperty("next").GetString()!;
        var rest = await fixture.Server.Client.ReadResourceAsync(next);
        Assert.Equal("two\n", Assert.IsType<TextResourceContents>(rest.Contents[0]).Text);
    }

    [Fact]
    public async Task Over_HTTP_each_caller_is_offered_what_its_grant_allows()
    {
        var config = await InfraServer.WriteConfigAsync(folder, """ "mode": "destructive" """);
        var (_, token, _) = await HttpServer.CommandAsync(folder, "token", "create", "ci", "--grant-modules", "ec2", "--config", config,
            "--journal", Path.Combine(folder, "journal"));
        await using var server = await HttpServer.StartAsync(folder, fixture.Wire.Url);
        await using var client = await server.ConnectAsync(token.Trim());

        var templates = await client.ListResourceTemplatesAsync();
        var configuration = await client.ReadResourceAsync("infra://configuration");
        var refused = await Assert.ThrowsAsync<McpProtocolException>(async () =>
            await client.ReadResourceAsync("aws://default/eu-west-1/vpc/vpcs/vpc-1"));

        Assert.All(templates, t => Assert.StartsWith("ec2_", t.Name, StringComparison.Ordinal));
        Assert.Empty(await client.ListPromptsAsync());
        var json = JsonElement.Parse(Assert.IsType<TextResourceContents>(configuration.Contents[0]).Text);
        Assert.Equal("read", json.GetProperty("mode").GetString());
        Assert.Equal("ec2", Assert.Single(json.GetProperty("modules").EnumerateArray()).GetProperty("name").GetString());
        Assert.DoesNotContain(folder, json.ToString(), StringComparison.Ordinal);
        Assert.Contains("There is no resource", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_prompt_is_filled_in_and_names_only_tools_that_the_caller_has(string version)
    {
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, """ "mode": "read" """,
            client: new() { ProtocolVersion = version });

        var prompts = await server.Client.ListPromptsAsync();
        var prompt = await server.Client.GetPromptAsync("account_triage_service", new Dictionary<string, object?> { ["service"] = "web" });

        Assert.Equal(["account_review_network", "account_review_waste", "account_triage_service", "account_roll_out"],
            prompts.Select(p => p.Name));
        Assert.Contains("The service web is unhealthy", Assert.IsType<TextContentBlock>(prompt.Messages[0].Content).Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task What_a_plugin_offers_besides_tools_is_listed_read_and_filled_in(string version)
    {
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, """ "mode": "read" """,
            client: new() { ProtocolVersion = version }, plugin: "Conformance");

        Assert.Equal(["infra://configuration", "test://static-text", "test://static-binary", "test://watched-resource"],
            (await server.Client.ListResourcesAsync()).Select(r => r.Uri));
        Assert.Equal("test://template/{id}/data", Assert.Single(await server.Client.ListResourceTemplatesAsync()).UriTemplate);
        Assert.Equal("This is the content of the static text resource.", await TextAsync("test://static-text"));
        Assert.Contains("\"id\":\"a b\"", await TextAsync("test://template/a%20b/data"), StringComparison.Ordinal);
        var picture = Assert.IsType<BlobResourceContents>(Assert.Single((await server.Client.ReadResourceAsync("test://static-binary"))
            .Contents));
        Assert.Equal(("image/png", 0x89), (picture.MimeType, picture.DecodedData.Span[0]));

        var filled = await PromptAsync("test_prompt_with_arguments", ("arg1", "one"), ("arg2", "{arg1}"));
        Assert.Equal("Prompt with arguments: arg1='one', arg2='{arg1}'",
            Assert.IsType<TextContentBlock>(filled.Messages[0].Content).Text);
        var embedded = await PromptAsync("test_prompt_with_embedded_resource", ("resourceUri", "test://x"));
        Assert.Equal("test://x", Assert.IsType<EmbeddedResourceBlock>(embedded.Messages[0].Content).Resource.Uri);
        Assert.IsType<ImageContentBlock>((await PromptAsync("test_prompt_with_image")).Messages[0].Content);
        await RefusedAsync(() => PromptAsync("test_simple_promt"),
            "There is no prompt 'test_simple_promt'. Did you mean 'test_simple_prompt'?");
        await RefusedAsync(() => PromptAsync("test_prompt_with_arguments", ("arg1", "one")), "arg2");

        // What can be anything is completed by nothing; what is not there is no empty list.
        var prompt = new PromptReference { Name = "test_prompt_with_arguments" };
        var template = new ResourceTemplateReference { Uri = "test://template/{id}/data" };
        Assert.Empty((await server.Client.CompleteAsync(prompt, "arg1", "o")).Completion.Values);
        Assert.Empty((await server.Client.CompleteAsync(template, "id", "")).Completion.Values);
        await RefusedAsync(() => CompleteAsync(prompt, "arg3"), "There is no argument 'arg3' to complete.");
        await RefusedAsync(() => CompleteAsync(template, "name"), "There is no argument 'name' to complete.");
        await RefusedAsync(() => CompleteAsync(new PromptReference { Name = "test_none" }, "a"), "There is no prompt 'test_none'.");
        await RefusedAsync(() => CompleteAsync(new ResourceTemplateReference { Uri = "test://none/{id}" }, "id"),
            "There is no resource template 'test://none/{id}'.");

        async Task<string> TextAsync(string uri) =>
            Assert.IsType<TextResourceContents>(Assert.Single((await server.Client.ReadResourceAsync(uri)).Contents)).Text;

        async Task<GetPromptResult> PromptAsync(string name, params (string Name, object? Value)[] arguments) =>
            await server.Client.GetPromptAsync(name, arguments.ToDictionary(a => a.Name, a => a.Value));

        async Task<CompleteResult> CompleteAsync(Reference reference, string argument) =>
            await server.Client.CompleteAsync(reference, argument, "");

        static async Task RefusedAsync(Func<Task> ask, string why)
        {
            var refused = await Assert.ThrowsAsync<McpProtocolException>(ask);
            Assert.Equal(McpErrorCode.InvalidParams, refused.ErrorCode);
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_a_reload_the_client_is_told_and_a_broken_configuration_changes_nothing()
    {
        var told = 0;
        await using var server = await InfraServer.StartAsync(fixture.Wire.Url, """ "mode": "read" """, client: new()
        {
            ProtocolVersion = "2025-11-25",
            Handlers = new()
            {
                NotificationHandlers = [new(NotificationMethods.ToolListChangedNotification, (_, _) =>
                {
                    Interlocked.Increment(ref told);
                    return default;
                })],
            },
        });
        Assert.DoesNotContain("ec2_terminate_instances", server.Tools.Keys);
        var config = Path.Combine(Path.GetDirectoryName(server.Journal)!, "plugins.json");
        var text = await File.ReadAllTextAsync(config);

        await File.WriteAllTextAsync(config, text.Replace("\"mode\": \"read\"", "\"mode\": \"destructiv\"", StringComparison.Ordinal));
        var broken = await HttpServer.CommandAsync(folder, "reload", "--config", config);
        Assert.DoesNotContain("ec2_terminate_instances", (await server.Client.ListToolsAsync()).Select(t => t.Name));
        Assert.Equal(0, Volatile.Read(ref told));
        await File.WriteAllTextAsync(config, text.Replace("\"mode\": \"read\"", "\"mode\": \"destructive\"", StringComparison.Ordinal));
        var reloaded = await HttpServer.CommandAsync(folder, "reload", "--config", config);

        Assert.Contains("was not taken over", broken.Out, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'destructive'?", broken.Out, StringComparison.Ordinal);
        Assert.Contains("was read again", reloaded.Out, StringComparison.Ordinal);
        await Eventually(() => Volatile.Read(ref told) == 1);
        Assert.Contains("ec2_terminate_instances", (await server.Client.ListToolsAsync()).Select(t => t.Name));
        var instance = await Network.RunInstanceAsync(fixture.Moto.Url);
        var plan = await server.Client.CallToolAsync("ec2_terminate_instances",
            new Dictionary<string, object?> { ["instanceIds"] = new[] { instance } });
        Assert.True(plan.IsError is not true);
    }

    private static async Task Eventually(Func<bool> holds)
    {
        for (var i = 0; i < 200 && !holds(); i++) await Task.Delay(50);
        Assert.True(holds());
    }

    private static async Task<IList<string>> CompleteAsync(McpClient client, string template, string argument, string value,
        Dictionary<string, string> chosen) => (await client.CompleteAsync(new CompleteRequestParams
        {
            Ref = new ResourceTemplateReference { Uri = template },
            Argument = new() { Name = argument, Value = value },
            Context = new() { Arguments = chosen },
        })).Completion.Values;
}
