using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class DeleteBucketPolicyTests : S3ToolTest
{
    [Fact]
    public async Task The_policy_is_in_the_plan_and_in_the_result_so_that_it_can_be_set_again()
    {
        HasPolicy("""{"p":1}""");

        var plan = await PlanAsync(DeleteBucketPolicy.Tool, new { bucket = "web" });
        var result = await RunAsync(DeleteBucketPolicy.Tool, new { bucket = "web" });

        Assert.Equal("""policy {"p":1}""", Assert.Single(plan.Resources).State);
        Assert.Equal("""{"p":1}""", result.GetProperty("deletedPolicy").GetString());
        await Client.Received().DeleteBucketPolicyAsync(Arg.Any<DeleteBucketPolicyRequest>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_bucket_without_a_policy_has_nothing_to_delete() =>
        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteBucketPolicy.Tool, new { bucket = "web" }))).Code);
}
