using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetReplicationTests : S3ToolTest
{
    private const string Role = "arn:aws:iam::123456789012:role/replicate";

    private static readonly object New = new
    {
        bucket = "web",
        roleArn = Role,
        rules = new[] { new { id = "all", targetBucket = "copy", deleteMarkers = true } }
    };

    [Fact]
    public async Task Buckets_without_versions_are_obstacles()
    {
        var plan = await PlanAsync(SetReplication.Tool, New);

        Assert.Equal(["Versioning of copy is Off, and replication needs it: turn it on with s3_set_versioning.",
            "Versioning of web is Off, and replication needs it: turn it on with s3_set_versioning."], plan.Obstacles.Order());
    }

    [Fact]
    public async Task A_rule_gets_the_next_priority_and_the_present_ones_are_sent_again()
    {
        IsVersioned();
        Client.GetBucketReplicationAsync(default!, default).ReturnsForAnyArgs(new GetBucketReplicationResponse
        {
            Configuration = new()
            {
                Role = Role,
                Rules = [new() { Id = "old", Priority = 4, Status = ReplicationRuleStatus.Enabled, Filter = new() { Prefix = "x/" },
                    Destination = new() { BucketArn = "arn:aws:s3:::elsewhere" } }],
            },
        });
        PutBucketReplicationRequest? sent = null;
        Client.PutBucketReplicationAsync(Arg.Do<PutBucketReplicationRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutBucketReplicationResponse());

        var plan = await PlanAsync(SetReplication.Tool, New);
        await RunAsync(SetReplication.Tool, New);

        Assert.Empty(plan.Obstacles);
        Assert.Equal([("old", 4), ("all", 5)], sent!.Configuration.Rules.Select(r => (r.Id, r.Priority!.Value)));
        Assert.Equal("all (all keys): to arn:aws:s3:::copy, delete markers too", SetReplication.Describe(sent.Configuration.Rules[1]));
    }

    [Fact]
    public async Task The_first_rule_needs_a_role()
    {
        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(SetReplication.Tool, new { bucket = "web", rules = new[] { new { id = "all", targetBucket = "copy" } } }));

        Assert.Equal("The first rule needs roleArn.", refused.Message);
    }
}
