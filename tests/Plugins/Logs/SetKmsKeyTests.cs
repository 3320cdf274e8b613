using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

public sealed class SetKmsKeyTests : ToolTest<IAmazonCloudWatchLogs>
{
    private const string Old = "arn:aws:kms:eu-west-1:123456789012:key/old", New = "arn:aws:kms:eu-west-1:123456789012:key/new";

    private readonly LogGroup web = new() { LogGroupName = "/ecs/web", Arn = "arn:aws:logs:eu-west-1:1:log-group:/ecs/web:*" };

    public SetKmsKeyTests()
    {
        Client.DescribeLogGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeLogGroupsResponse { LogGroups = [web] });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse());
    }

    [Fact]
    public async Task A_first_key_is_set_and_taken_back()
    {
        var plan = await PlanAsync(SetKmsKey.Tool, new { group = "/ecs/web", kmsKeyArn = New });
        await RunAsync(SetKmsKey.Tool, new { group = "/ecs/web", kmsKeyArn = New });
        await RunAsync(SetKmsKey.Tool, new { group = "/ecs/web" });

        Assert.Contains($"/ecs/web: KMS key: AWS's own -> {New}", Lines(plan));
        Assert.Equal("The key's policy must let CloudWatch Logs use it.", Assert.Single(plan.Warnings));
        Assert.False(plan.Undo!.Arguments.TryGetProperty("kmsKeyArn", out _));
        await Client.Received().AssociateKmsKeyAsync(
            Arg.Is<AssociateKmsKeyRequest>(r => r.LogGroupName == "/ecs/web" && r.KmsKeyId == New), Arg.Any<CancellationToken>());
        await Client.Received().DisassociateKmsKeyAsync(
            Arg.Is<DisassociateKmsKeyRequest>(r => r.LogGroupName == "/ecs/web"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Older_events_need_the_former_key()
    {
        web.KmsKeyId = Old;

        var plan = await PlanAsync(SetKmsKey.Tool, new { group = "/ecs/web" });

        Assert.Equal($"Older events stay encrypted with {Old}: without that key nobody can read them.", Assert.Single(plan.Warnings));
        Assert.Equal(Old, plan.Undo!.Arguments.GetProperty("kmsKeyArn").GetString());
    }

    [Fact]
    public async Task An_alias_is_refused() => await Assert.ThrowsAsync<ToolTestException>(() =>
        PlanAsync(SetKmsKey.Tool, new { group = "/ecs/web", kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:alias/logs" }));
}
