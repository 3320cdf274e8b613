using System.Text.Json;
using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

public sealed class ValueTests : SecretsToolTest
{
    private readonly List<string> known = [];

    [Fact]
    public async Task A_new_secret_gets_a_value_that_AWS_makes_and_nobody_is_shown()
    {
        CreateSecretRequest? sent = null;
        Client.CreateSecretAsync(Arg.Do<CreateSecretRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateSecretResponse { Name = "shop/new", ARN = Arn, VersionId = Now });
        var arguments = new { name = "shop/new", length = 40, excludeCharacters = "/@\"", tags = new { team = "shop" } };

        var plan = await PlanAsync(CreateSecret.Tool, arguments);
        await Client.DidNotReceiveWithAnyArgs().GetRandomPasswordAsync(default!, default);
        var result = await RunAsync(CreateSecret.Tool, arguments, Knowing());

        Assert.Equal((Canary, "team"), (sent!.SecretString, sent.Tags.Single().Key));
        Assert.Null(sent.AddReplicaRegions);
        Assert.Equal([Canary], known);
        Assert.DoesNotContain(Canary, result.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("shop/new: value: 40 characters that AWS makes; nobody is shown them", Lines(plan));
        await Client.Received().GetRandomPasswordAsync(
            Arg.Is<GetRandomPasswordRequest>(r =>
                r.PasswordLength == 40 && r.ExcludeCharacters == "/@\"" && r.RequireEachIncludedType == true),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_field_of_JSON_holds_it_beside_what_is_not_secret()
    {
        CreateSecretRequest? sent = null;
        Client.CreateSecretAsync(Arg.Do<CreateSecretRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateSecretResponse { Name = "shop/new", ARN = Arn, VersionId = Now });

        await RunAsync(CreateSecret.Tool, new { name = "shop/new", field = "password", fields = new { username = "shop" } }, Knowing());

        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(new { username = "shop", password = Canary }),
            JsonElement.Parse(sent!.SecretString)));
        Assert.Equal([Canary, sent.SecretString], known);
    }

    [Fact]
    public async Task What_a_person_gave_is_stored_and_nothing_is_made()
    {
        PutSecretValueRequest? sent = null;
        Client.PutSecretValueAsync(Arg.Do<PutSecretValueRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutSecretValueResponse { Name = "shop/db", VersionId = "v-3", VersionStages = ["AWSCURRENT"] });
        var arguments = new { secretId = "shop/db", value = "typed-by-hand" };

        var plan = await PlanAsync(PutValue.Tool, arguments);
        var result = await RunAsync(PutValue.Tool, arguments, Knowing());

        Assert.Equal("typed-by-hand", sent!.SecretString);
        await Client.DidNotReceiveWithAnyArgs().GetRandomPasswordAsync(default!, default);
        Assert.DoesNotContain("typed-by-hand", string.Join(' ', Lines(plan).Append(result.GetRawText())), StringComparison.Ordinal);
        Assert.Equal(("secrets_set_current", Now),
            (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("versionId").GetString()));
    }

    [Fact]
    public async Task Fields_without_the_secret_one_are_refused()
    {
        Assert.Contains("Pass field", (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateSecret.Tool, new { name = "x", fields = new { username = "shop" } }))).Hint, StringComparison.Ordinal);
        Assert.Contains("'password'", (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateSecret.Tool, new { name = "x", field = "password", fields = new { password = "p" } }))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, """{"username":"shop","password":"p"}""")]
    [InlineData("password", "p")]
    public async Task A_value_is_told_whole_or_by_field(string? field, string told)
    {
        Value("""{"username":"shop","password":"p"}""");

        object arguments = field is null ? new { secretId = "shop/db" } : new { secretId = "shop/db", field };

        Assert.Equal(told, (await RunAsync(GetValue.Tool, arguments)).GetProperty("value").GetString());
    }

    [Fact]
    public async Task A_field_that_is_not_there_names_those_that_are_and_never_a_value()
    {
        Value($$"""{"username":"{{Canary}}"}""");
        var missing = await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetValue.Tool, new { secretId = "shop/db", field = "pw" }));
        Value($"{Canary}: no JSON");
        var none = await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetValue.Tool, new { secretId = "shop/db", field = "pw" }));

        Assert.Equal("It has: username.", missing.Hint);
        Assert.Equal(ToolErrorCode.InvalidInput, none.Code);
        Assert.DoesNotContain(Canary, $"{missing}{none}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWSPREVIOUS", null, "AWSPREVIOUS")]
    [InlineData(Before, Before, null)]
    [InlineData(null, null, "AWSCURRENT")]
    public async Task A_version_is_named_by_its_stage_or_its_id(string? version, string? id, string? stage)
    {
        Value("v");

        object arguments = version is null ? new { secretId = "shop/db" } : new { secretId = "shop/db", version };
        await RunAsync(GetValue.Tool, arguments);

        await Client.Received().GetSecretValueAsync(
            Arg.Is<GetSecretValueRequest>(r => r.VersionId == id && r.VersionStage == stage), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Bytes_are_told_in_Base64()
    {
        Client.GetSecretValueAsync(default!, default).ReturnsForAnyArgs(
            new GetSecretValueResponse { Name = "shop/db", ARN = Arn, VersionId = Now, SecretBinary = new([1, 2, 255]) });

        var result = await RunAsync(GetValue.Tool, new { secretId = "shop/db" });

        Assert.Equal("AQL/", result.GetProperty("binary").GetString());
        Assert.False(result.TryGetProperty("value", out _));
    }

    [Fact]
    public async Task One_that_is_scheduled_for_deletion_cannot_be_read_and_the_way_back_is_named()
    {
        Client.GetSecretValueAsync(default!, default).ReturnsForAnyArgs<GetSecretValueResponse>(
            _ => throw new InvalidRequestException("You can't perform this operation on the secret because it was marked for deletion."));

        var refused = await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetValue.Tool, new { secretId = "shop/db" }));

        Assert.Equal((ToolErrorCode.Conflict, "secrets_restore_secret brings it back."), (refused.Code, refused.Hint));
    }

    private ToolContext Knowing() => new() { Secret = known.Add, Time = Time };

    private void Value(string text) => Client.GetSecretValueAsync(default!, default).ReturnsForAnyArgs(
        new GetSecretValueResponse { Name = "shop/db", ARN = Arn, VersionId = Now, SecretString = text, VersionStages = ["AWSCURRENT"] });
}
