using System.Text.Json;
using Infra.Emulator.Cli;

namespace Infra.Emulator.Secrets;

public sealed class SecretTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Canary = "xK7-canary-3vQ9-zP1";

    [Fact]
    public async Task A_secret_lives_from_its_creation_to_its_restoration_and_nobody_sees_its_value()
    {
        const string secretId = "shop/db";
        await CallAsync("secrets_create_secret", new
        {
            name = secretId,
            field = "password",
            fields = new { username = "shop" },
            excludeCharacters = "/@\"\\ ",
            replicaRegions = new[] { "eu-central-1" },
            tags = new { team = "shop" },
        });
        await CallAsync("secrets_create_secret", new { name = "other" });

        var first = await ValueAsync(secretId);
        Assert.Equal("secrets_put_value", (await PlanAsync("secrets_create_secret", new { name = secretId }))
            .GetProperty("obstacles")[0].GetString()!.Split(' ')[2]);
        await CallAsync("secrets_put_value", new { secretId, field = "password", excludeCharacters = "/@\"\\ " });
        Assert.NotEqual(first, await ValueAsync(secretId));
        await CallAsync("secrets_set_current", new { secretId });
        Assert.Equal(first, await ValueAsync(secretId));
        Assert.Equal(32, first.Length);
        Assert.DoesNotContain(first, Server.ReadJournal() + Server.Errors, StringComparison.Ordinal);

        await CallAsync("secrets_tag_secret", new { secretId, tags = new { env = "test" } });
        await CallAsync("secrets_replicate_secret", new { secretId, regions = new[] { "us-west-2" } });
        var secret = await CallAsync("secrets_get_secret", new { secretId });
        Assert.Equal(["eu-central-1", "us-west-2"],
            secret.GetProperty("replicas").EnumerateArray().Select(r => r.GetProperty("region").GetString()));
        Assert.Equal(2, secret.GetProperty("versions").GetArrayLength());

        var plan = await PlanAsync("secrets_delete_secret", new { secretId, recoveryDays = 7 });
        Assert.Contains("secrets_remove_replicas", plan.GetProperty("obstacles")[0].GetString(), StringComparison.Ordinal);
        await ConfirmAsync("secrets_remove_replicas", new { secretId, regions = new[] { "eu-central-1", "us-west-2" } });
        var gone = await ConfirmAsync("secrets_delete_secret", new { secretId, recoveryDays = 7 });
        Assert.InRange(gone.GetProperty("goneAt").GetDateTime(), DateTime.UtcNow.AddDays(6), DateTime.UtcNow.AddDays(8));

        Assert.Equal("Conflict", (await FailAsync("secrets_get_value", new { secretId })).GetProperty("code").GetString());
        Assert.Equal(["other"], await NamesAsync(new { }));
        Assert.Equal([secretId], await NamesAsync(new { name = "shop/*", deleted = true }));
        await CallAsync("secrets_restore_secret", new { secretId });
        Assert.Equal(first, await ValueAsync(secretId));
        Assert.Equal("NotFound", (await FailAsync("secrets_get_secret", new { secretId = "none" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_rotation_is_turned_on_run_and_turned_off()
    {
        const string secretId = "shop/rotated";
        await CallAsync("secrets_create_secret", new { name = secretId });
        var version = (await CallAsync("secrets_get_secret", new { secretId })).GetProperty("versions")[0].GetProperty("id").GetString();
        // The emulator would run the function in a container.
        var arn = $"arn:aws:secretsmanager:us-east-1:123456789012:secret:{secretId}-AbCdEf";
        Wire.Answer("RotateSecret", $$"""{"Name":"{{secretId}}","ARN":"{{arn}}","VersionId":"{{version}}"}""");
        Wire.Answer("CancelRotateSecret", $$"""{"Name":"{{secretId}}","ARN":"{{arn}}"}""");
        var lambdaArn = "arn:aws:lambda:us-east-1:123456789012:function:rotate";

        var obstacle = (await PlanAsync("secrets_rotate_secret", new { secretId })).GetProperty("obstacles")[0].GetString();
        Assert.Contains("secrets_set_rotation", obstacle, StringComparison.Ordinal);
        await CallAsync("secrets_set_rotation", new { secretId, enabled = true, lambdaArn, schedule = "rate(30 days)" });
        Wire.Answer("DescribeSecret", $$"""
            {"Name":"{{secretId}}","ARN":"{{arn}}","RotationEnabled":true,"RotationLambdaARN":"{{lambdaArn}}",
             "RotationRules":{"ScheduleExpression":"rate(30 days)"},"VersionIdsToStages":{"{{version}}":["AWSCURRENT"] } }
            """);
        var rotated = await CallAsync("secrets_rotate_secret", new { secretId, wait = true });
        Assert.Equal("rotated", rotated.GetProperty("status").GetString());
        Assert.False((await CallAsync("secrets_set_rotation", new { secretId, enabled = false })).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task A_model_cannot_give_a_value_and_is_told_how_a_person_does()
    {
        Assert.DoesNotContain("value",
            Server.Tools["secrets_create_secret"].JsonSchema.GetProperty("properties").EnumerateObject().Select(p => p.Name));

        var refused = await FailAsync("secrets_create_secret", new { name = "mine", value = Canary });

        Assert.Equal("Refused", refused.GetProperty("code").GetString());
        Assert.Contains("infra create secrets", refused.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Empty(Wire.Seen);
        Assert.DoesNotContain(Canary, Server.ReadJournal() + Server.Errors + refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_value_leaves_by_results_errors_logs_or_the_journal()
    {
        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        await using var server = await InfraServer.StartAsync(Wire.Url,
            arguments: ["--log-level", "verbose", "--log-file", Path.Combine(folder, "log")]);
        Wire.Answer("GetRandomPassword", JsonSerializer.Serialize(new { RandomPassword = Canary }));

        var told = new List<string>();
        foreach (var (tool, arguments) in new (string, object)[]
        {
            ("secrets_create_secret", new { name = "canary/one" }),
            ("secrets_create_secret", new { name = "canary/two", field = "password", fields = new { username = "shop" } }),
            ("secrets_put_value", new { secretId = "canary/one" }),
            ("secrets_get_secret", new { secretId = "canary/one" }),
            ("secrets_list_secrets", new { }),
        }) told.Add(TextOf(await server.CallAsync(tool, arguments)));
        Assert.All(told, t => Assert.DoesNotContain("\"error\"", t, StringComparison.Ordinal));
        // AWS quotes what it was sent.
        var quoted = $"The value {Canary} is not wanted, nor is {{\"password\":\"{Canary}\"}}.";
        Wire.Answer("CreateSecret", JsonSerializer.Serialize(new { __type = "InvalidParameterException", Message = quoted }), 400);
        told.Add(TextOf(await server.CallAsync("secrets_create_secret", new { name = "canary/three" })));
        Assert.Contains("is not wanted", told[^1], StringComparison.Ordinal);

        var logged = string.Concat(Directory.GetFiles(folder).Select(path =>
        {
            using var reader = new StreamReader(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }));
        Assert.Contains("secrets_create_secret", logged, StringComparison.Ordinal);
        foreach (var (channel, text) in new[] { ("results", string.Concat(told)), ("stderr", server.Errors),
            ("journal", server.ReadJournal()), ("log file", logged) })
            Assert.False(text.Contains(Canary, StringComparison.Ordinal), $"{channel}: {text}");
    }

    [Fact]
    public async Task A_person_gives_a_value_in_a_file_and_it_is_stored_to_the_byte_and_shown_nowhere()
    {
        var given = await InfraCommand.RunAsync(Wire.Url,
            ["create", "secrets", "cli/one", "--value", "@-", "--log-level", "verbose", "--output", "json"], input: $" {Canary} \n");

        Assert.True(given.Exit == 0, given.Error);
        Assert.Contains("cli/one", given.Left, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, given.Out + given.Error + given.Left, StringComparison.Ordinal);
        Assert.Equal($" {Canary} ", (await CallAsync("secrets_get_value", new { secretId = "cli/one" })).GetProperty("value").GetString());

        var sent = Wire.Seen.Count;
        foreach (var wrong in new[] { new[] { "--value", Canary }, ["--value"], ["--json", $"{{\"value\":\"{Canary}\"}}"] })
        {
            var refused = await InfraCommand.RunAsync(Wire.Url, ["create", "secrets", "cli/two", .. wrong]);
            Assert.Equal(2, refused.Exit);
            Assert.DoesNotContain(Canary, refused.Out + refused.Error + refused.Left, StringComparison.Ordinal);
        }

        Assert.Equal(sent, Wire.Seen.Count);
    }

    private async Task<string> ValueAsync(string secretId) =>
        (await CallAsync("secrets_get_value", new { secretId, field = "password" })).GetProperty("value").GetString()!;

    private async Task<IEnumerable<string?>> NamesAsync(object arguments) =>
        (await CallAsync("secrets_list_secrets", arguments)).GetProperty("items").EnumerateArray()
            .Select(s => s.GetProperty("name").GetString());
}
