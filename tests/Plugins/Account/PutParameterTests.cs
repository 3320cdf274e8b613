using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

public sealed class PutParameterTests : ParametersTest
{
    [Fact]
    public async Task A_new_one_is_created_with_its_tags()
    {
        PutParameterRequest? sent = null;
        Ssm.PutParameterAsync(Arg.Do<PutParameterRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutParameterResponse { Version = 1, Tier = "Standard" });
        var arguments = new { name = "/shop/new", value = "s3cr3t", tags = new { team = "web" } };

        var plan = await PlanAsync(PutParameter.Tool, arguments);
        var result = await RunAsync(PutParameter.Tool, arguments);

        Assert.Empty(plan.Resources);
        Assert.DoesNotContain("s3cr3t", string.Join(" ", Lines(plan).Append(plan.Summary).Append(result.GetRawText())),
            StringComparison.Ordinal);
        Assert.Equal(("String", false, "team"), (sent!.Type.Value, sent.Overwrite!.Value, sent.Tags.Single().Key));
    }

    [Fact]
    public async Task One_that_exists_keeps_its_type_and_is_named_in_the_plan()
    {
        PutParameterRequest? sent = null;
        Ssm.PutParameterAsync(Arg.Do<PutParameterRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutParameterResponse { Version = 4 });
        var arguments = new { name = "/shop/key", value = "v", overwrite = true };

        var plan = await PlanAsync(PutParameter.Tool, arguments);
        await RunAsync(PutParameter.Tool, arguments);

        Assert.Equal(
        [
            "/shop/key: value: version 3 -> version 4; the old value stays in the history",
            "/shop/key: KMS key: arn:aws:kms:eu-west-1:1:key/k-1 (unchanged)",
        ], Lines(plan).SkipLast(1));
        Assert.Equal("web", plan.Resources.Single().Tags!["team"]);
        Assert.Equal(("SecureString", true), (sent!.Type.Value, sent.Overwrite!.Value));
        // S3-A3, PUB-11: without them AWS takes the account's default key and tier.
        Assert.Equal(("arn:aws:kms:eu-west-1:1:key/k-1", "Advanced"), (sent.KeyId, sent.Tier.Value));
        Assert.Equal((".+", "text", "Login"), (sent.AllowedPattern, sent.DataType, sent.Description));
    }

    [Fact]
    public async Task One_that_comes_behind_an_empty_page_is_found()
    {
        Ssm.DescribeParametersAsync(default!, default).ReturnsForAnyArgs(call => call.Arg<DescribeParametersRequest>().NextToken is null
            ? new DescribeParametersResponse { NextToken = "more" } : new DescribeParametersResponse { Parameters = [Key] });

        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(PutParameter.Tool, new { name = "/shop/key", value = "v" }))).Code);
    }

    // S3-A3
    [Fact]
    public async Task Another_key_is_sent_and_told()
    {
        PutParameterRequest? sent = null;
        Ssm.PutParameterAsync(Arg.Do<PutParameterRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutParameterResponse { Version = 4 });
        var arguments = new { name = "/shop/key", value = "v", overwrite = true, kmsKeyId = "alias/new" };

        var plan = await PlanAsync(PutParameter.Tool, arguments);
        await RunAsync(PutParameter.Tool, arguments);

        Assert.Equal("alias/new", sent!.KeyId);
        Assert.StartsWith("/shop/key: KMS key: arn:aws:kms:eu-west-1:1:key/k-1 -> alias/new;", Lines(plan)[1], StringComparison.Ordinal);
    }

    // SAF-M3: the host adds the tags that the configuration demands, and AWS takes none with an overwrite.
    [Fact]
    public async Task Tags_that_the_parameter_carries_already_are_not_sent_again()
    {
        PutParameterRequest? sent = null;
        Ssm.PutParameterAsync(Arg.Do<PutParameterRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutParameterResponse { Version = 4 });
        var arguments = new { name = "/shop/key", value = "v", overwrite = true, tags = new { team = "web" } };

        Assert.Empty((await PlanAsync(PutParameter.Tool, arguments)).Obstacles);
        await RunAsync(PutParameter.Tool, arguments);

        Assert.Null(sent!.Tags);
    }

    [Theory]
    [InlineData("""{"name":"/shop/key","value":"v","overwrite":true,"tags":{"team":"other"}}""", "leave that tag out")]
    [InlineData("""{"name":"/shop/key","value":"v","overwrite":true,"tags":{"a":"b"}}""", "leave that tag out")]
    [InlineData("""{"name":"/shop/key","value":"v","overwrite":true,"tier":"Standard"}""", "leave tier out")]
    public async Task What_AWS_refuses_for_one_that_exists_is_an_obstacle(string arguments, string wayOut) =>
        Assert.Contains(wayOut,
            Assert.Single((await PlanAsync(PutParameter.Tool, System.Text.Json.JsonElement.Parse(arguments))).Obstacles),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"name":"/shop/key","value":"v"}""", ToolErrorCode.Conflict)]
    [InlineData("""{"name":"/shop/key","value":"v","overwrite":true,"type":"String"}""", ToolErrorCode.Conflict)]
    [InlineData("""{"name":"/shop/new","value":"v","kmsKeyId":"alias/k"}""", ToolErrorCode.InvalidInput)]
    public async Task What_would_surprise_is_refused_before_anything_is_sent(string arguments, ToolErrorCode code)
    {
        var e = await Assert.ThrowsAsync<ToolException>(() => RunAsync(PutParameter.Tool, System.Text.Json.JsonElement.Parse(arguments)));

        Assert.Equal(code, e.Code);
        await Ssm.DidNotReceiveWithAnyArgs().PutParameterAsync(default!, default);
    }

    [Theory]
    [InlineData("Standard", null, 4096, 0)]
    [InlineData("Standard", null, 4097, 1)]
    [InlineData("Standard", "Advanced", 4097, 0)]
    [InlineData("Advanced", null, 8000, 0)]
    public async Task A_long_value_needs_another_tier(string present, string? tier, int length, int obstacles)
    {
        Ssm.DescribeParametersAsync(default!, default).ReturnsForAnyArgs(new DescribeParametersResponse
        {
            Parameters = [new() { Name = Key.Name, Type = Key.Type, KeyId = Key.KeyId, Version = 3, Tier = present }],
        });
        var arguments = new System.Text.Json.Nodes.JsonObject
        {
            ["name"] = "/shop/key",
            ["value"] = new string('v', length),
            ["overwrite"] = true,
        };
        if (tier is not null) arguments["tier"] = tier;

        Assert.Equal(obstacles, (await PlanAsync(PutParameter.Tool, arguments)).Obstacles.Count);
    }
}
