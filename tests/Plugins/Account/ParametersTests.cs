using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

/// <summary>A parameter /shop/key, which is a SecureString.</summary>
public abstract class ParametersTest : AccountTest
{
    protected ParametersTest()
    {
        Ssm.DescribeParametersAsync(Arg.Any<DescribeParametersRequest>(), default).ReturnsForAnyArgs(call => new DescribeParametersResponse
        {
            Parameters = call.Arg<DescribeParametersRequest>().ParameterFilters[0].Values[0] == "/shop/key" ? [Key] : null,
        });
        Ssm.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse { TagList = [new() { Key = "team", Value = "web" }] });
    }

    protected static ParameterMetadata Key { get; } =
        new() { Name = "/shop/key", Type = ParameterType.SecureString, Version = 3, LastModifiedDate = new(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc), KeyId = "alias/aws/ssm" };
}

public sealed class ListParametersTests : AccountTest
{
    [Fact]
    public async Task Filters_are_applied_by_SSM_within_its_page_size()
    {
        DescribeParametersRequest? sent = null;
        Ssm.DescribeParametersAsync(Arg.Do<DescribeParametersRequest>(r => sent = r), default).ReturnsForAnyArgs(new DescribeParametersResponse { Parameters = null, NextToken = "2" });

        var page = await RunAsync(ListParameters.Tool, new { path = "/shop", name = "*key*", type = "String", tags = new { team = "web", owner = "" }, limit = 200, cursor = "1" });

        Assert.Equal("Path=/shop Name=key Type=String tag:team=web tag:owner=", string.Join(" ", sent!.ParameterFilters.Select(f => $"{f.Key}={f.Values?.Single()}")));
        Assert.Equal((50, "1", "2"), (sent.MaxResults!.Value, sent.NextToken, page.GetProperty("nextCursor").GetString()));
    }
}

public sealed class GetParameterTests : ParametersTest
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "plain")]
    public async Task A_SecureString_is_told_only_when_asked_for(bool decrypt, string? value)
    {
        Ssm.GetParameterAsync(Arg.Any<GetParameterRequest>(), default).ReturnsForAnyArgs(call => new GetParameterResponse
        {
            Parameter = new() { Name = "/shop/key", ARN = "arn:p", Type = "SecureString", Version = 2, Value = call.Arg<GetParameterRequest>().WithDecryption == true ? "plain" : "cipher" },
        });

        var result = await RunAsync(GetParameter.Tool, new { name = "/shop/key", version = 2, decrypt });

        Assert.Equal(value, result.TryGetProperty("value", out var told) ? told.GetString() : null);
        Assert.DoesNotContain("cipher", result.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("""{"team":"web"}""", result.GetProperty("tags").GetRawText());
        await Ssm.Received().GetParameterAsync(Arg.Is<GetParameterRequest>(r => r.Name == "/shop/key:2"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public void It_is_marked_as_a_secret() => Assert.True(GetParameter.Tool.Bind(_ => Client).Secret);
}

public sealed class PutParameterTests : ParametersTest
{
    [Fact]
    public async Task A_new_one_is_created_with_its_tags()
    {
        PutParameterRequest? sent = null;
        Ssm.PutParameterAsync(Arg.Do<PutParameterRequest>(r => sent = r), default).ReturnsForAnyArgs(new PutParameterResponse { Version = 1, Tier = "Standard" });
        var arguments = new { name = "/shop/new", value = "s3cr3t", tags = new { team = "web" } };

        var plan = await PlanAsync(PutParameter.Tool, arguments);
        var result = await RunAsync(PutParameter.Tool, arguments);

        Assert.Empty(plan.Resources);
        Assert.DoesNotContain("s3cr3t", string.Join(" ", plan.Effects.Append(plan.Summary).Append(result.GetRawText())), StringComparison.Ordinal);
        Assert.Equal(("String", false, "team"), (sent!.Type.Value, sent.Overwrite!.Value, sent.Tags.Single().Key));
    }

    [Fact]
    public async Task One_that_exists_keeps_its_type_and_is_named_in_the_plan()
    {
        PutParameterRequest? sent = null;
        Ssm.PutParameterAsync(Arg.Do<PutParameterRequest>(r => sent = r), default).ReturnsForAnyArgs(new PutParameterResponse { Version = 4 });
        var arguments = new { name = "/shop/key", value = "v", overwrite = true };

        var plan = await PlanAsync(PutParameter.Tool, arguments);
        await RunAsync(PutParameter.Tool, arguments);

        Assert.Equal("/shop/key: SecureString, version 3, changed 2026-01-31 -> version 4; the old value stays in its history", plan.Effects.Single());
        Assert.Equal("web", plan.Resources.Single().Tags!["team"]);
        Assert.Equal(("SecureString", true), (sent!.Type.Value, sent.Overwrite!.Value));
    }

    [Theory]
    [InlineData("""{"name":"/shop/key","value":"v"}""", ToolErrorCode.Conflict)]
    [InlineData("""{"name":"/shop/key","value":"v","overwrite":true,"type":"String"}""", ToolErrorCode.Conflict)]
    [InlineData("""{"name":"/shop/key","value":"v","overwrite":true,"tags":{"a":"b"}}""", ToolErrorCode.InvalidInput)]
    public async Task What_would_surprise_is_refused_before_anything_is_sent(string arguments, ToolErrorCode code)
    {
        var e = await Assert.ThrowsAsync<ToolException>(() => RunAsync(PutParameter.Tool, System.Text.Json.JsonElement.Parse(arguments)));

        Assert.Equal(code, e.Code);
        await Ssm.DidNotReceiveWithAnyArgs().PutParameterAsync(default!, default);
    }
}

public sealed class DeleteParameterTests : ParametersTest
{
    [Fact]
    public async Task The_plan_names_what_is_lost_and_fails_when_there_is_nothing()
    {
        var plan = await PlanAsync(DeleteParameter.Tool, new { name = "/shop/key" });

        Assert.Equal(("/shop/key", "SecureString, version 3, changed 2026-01-31"), (plan.Resources.Single().Id, plan.Resources.Single().State));
        var e = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteParameter.Tool, new { name = "/shop/kee" }));
        Assert.Equal(ToolErrorCode.NotFound, e.Code);
    }

    [Fact]
    public async Task It_deletes_the_parameter_of_that_name()
    {
        Ssm.DeleteParameterAsync(default!, default).ReturnsForAnyArgs(new DeleteParameterResponse());

        await RunAsync(DeleteParameter.Tool, new { name = "/shop/key" });

        await Ssm.Received().DeleteParameterAsync(Arg.Is<DeleteParameterRequest>(r => r.Name == "/shop/key"), Arg.Any<CancellationToken>());
    }
}
