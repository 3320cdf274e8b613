using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DeleteKeyPairTests : ToolTest<IAmazonEC2>
{
    private void Given(params Instance[] instances)
    {
        Client.DescribeKeyPairsAsync(default(DescribeKeyPairsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeKeyPairsResponse { KeyPairs = [new() { KeyName = "deploy", KeyPairId = "key-1" }] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instances));
        Client.DescribeLaunchTemplateVersionsAsync(default!, default).ReturnsForAnyArgs(new DescribeLaunchTemplateVersionsResponse());
    }

    [Fact]
    public async Task A_key_pair_that_is_not_there_cannot_be_planned_away()
    {
        // DeleteKeyPair itself does not mind.
        Client.DescribeKeyPairsAsync(default(DescribeKeyPairsRequest)!, default).ReturnsForAnyArgs(new DescribeKeyPairsResponse());

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteKeyPair.Tool, new { keyName = "x" }))).Code);
    }

    [Fact]
    public async Task The_plan_says_which_instances_still_accept_it_and_which_templates_fail()
    {
        Given(Ec2Things.Instance());
        Client.DescribeLaunchTemplateVersionsAsync(default!, default).ReturnsForAnyArgs(new DescribeLaunchTemplateVersionsResponse
        {
            LaunchTemplateVersions =
            [
                new() { LaunchTemplateId = "lt-1", LaunchTemplateName = "web", VersionNumber = 4,
                LaunchTemplateData = new() { KeyName = "deploy" } },
                new() { LaunchTemplateId = "lt-2", LaunchTemplateName = "database", VersionNumber = 1,
                LaunchTemplateData = new() { KeyName = "other" } },
            ],
        });

        Assert.Equal(
        [
            "key pair deploy: deleted",
            "i-1 (web, t3.micro, running): stays; it was launched with the key pair, and still accepts its private key",
            "WARNING: Version 4 of launch template lt-1 (web) names the key pair, and launches nothing from then on.",
            "This cannot be taken back: AWS keeps no copy; whoever has the private key can import its public part again.",
        ], Lines(await PlanAsync(DeleteKeyPair.Tool, new { keyName = "deploy" })));
    }

    [Fact]
    public async Task A_plan_stays_short_and_says_how_many_more_there_are()
    {
        Given([.. Enumerable.Range(1, 25).Select(n => Ec2Things.Instance($"i-{n:00}"))]);

        var kept = (await PlanAsync(DeleteKeyPair.Tool, new { keyName = "deploy" })).Changes.Where(c => c.Kind is ChangeKind.None).ToList();

        Assert.Equal((21, "5 more instances"), (kept.Count, kept[^1].Resource));
    }

    // EC2-M18a: EC2 may page where nobody asked it to.
    [Fact]
    public async Task Instances_on_a_second_page_are_found()
    {
        Given();
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(
            new DescribeInstancesResponse { NextToken = "more" }, Ec2Things.Described(Ec2Things.Instance()));

        Assert.Contains((await PlanAsync(DeleteKeyPair.Tool, new { keyName = "deploy" })).Changes, c =>
            c.Resource.StartsWith("i-1 ", StringComparison.Ordinal));
    }
}
