using Amazon.S3Control.Model;

namespace Infra.Plugins.S3;

public sealed class AccountAccessTests : S3ToolTest
{
    [Fact]
    public async Task An_account_without_a_block_is_open_in_all_four_parts()
    {
        var access = await RunAsync(GetAccountAccess.Tool, new { });

        Assert.Equal("123456789012", access.GetProperty("account").GetString());
        Assert.All(access.EnumerateObject().Skip(1), p => Assert.False(p.Value.GetBoolean(), p.Name));
    }

    [Fact]
    public async Task The_block_is_set_whole_and_the_plan_says_what_it_closes()
    {
        PutPublicAccessBlockRequest? sent = null;
        Control.PutPublicAccessBlockAsync(Arg.Do<PutPublicAccessBlockRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutPublicAccessBlockResponse());

        var plan = await PlanAsync(BlockAccountAccess.Tool, new { });
        await RunAsync(BlockAccountAccess.Tool, new { blockPublicAcls = false });

        Assert.Contains(plan.Changes, c => c.Kind == ChangeKind.Lose);
        Assert.False(plan.Undo!.Arguments.GetProperty("restrictPublicBuckets").GetBoolean());
        Assert.Equal(("123456789012", false, true), (sent!.AccountId, sent.PublicAccessBlockConfiguration.BlockPublicAcls!.Value,
            sent.PublicAccessBlockConfiguration.RestrictPublicBuckets!.Value));
    }
}
