using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DeleteKeyPairTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task A_key_pair_that_is_not_there_cannot_be_planned_away()
    {
        // DeleteKeyPair itself does not mind.
        Client.DescribeKeyPairsAsync(default(DescribeKeyPairsRequest)!, default).ReturnsForAnyArgs(new DescribeKeyPairsResponse());

        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteKeyPair.Tool, new { name = "x" }))).Code);
    }

    [Fact]
    public async Task The_plan_says_which_instances_still_accept_it()
    {
        Client.DescribeKeyPairsAsync(default(DescribeKeyPairsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeKeyPairsResponse { KeyPairs = [new() { KeyName = "deploy", KeyPairId = "key-1" }] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance()));

        var plan = await PlanAsync(DeleteKeyPair.Tool, new { name = "deploy" });

        Assert.Equal("i-1 (web, t3.micro, running) was launched with it and still accepts its private key", Assert.Single(plan.Effects));
    }

    [Fact]
    public async Task A_plan_stays_short_and_says_how_many_more_there_are()
    {
        Client.DescribeKeyPairsAsync(default(DescribeKeyPairsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeKeyPairsResponse { KeyPairs = [new() { KeyName = "deploy", KeyPairId = "key-1" }] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described([.. Enumerable.Range(1, 25).Select(n => Ec2Things.Instance($"i-{n:00}"))]));

        var plan = await PlanAsync(DeleteKeyPair.Tool, new { name = "deploy" });

        Assert.Equal((21, "and 5 more instances"), (plan.Effects.Count, plan.Effects[^1]));
    }
}
