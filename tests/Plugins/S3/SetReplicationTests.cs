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

    // PutBucketReplication replaces each rule as a whole.
    [Fact]
    public async Task What_no_argument_sets_of_a_rule_stays_as_far_as_it_goes_with_the_target()
    {
        IsVersioned();
        Client.GetBucketReplicationAsync(default!, default).ReturnsForAnyArgs(new GetBucketReplicationResponse
        {
            Configuration = new()
            {
                Role = Role,
                Rules =
                [
                    new()
                    {
                        Id = "all", Priority = 7, Status = ReplicationRuleStatus.Enabled,
                        Filter = new() { Tag = new() { Key = "class", Value = "gold" } },
                        SourceSelectionCriteria = new()
                        {
                            SseKmsEncryptedObjects = new() { SseKmsEncryptedObjectsStatus = SseKmsEncryptedObjectsStatus.Enabled },
                        },
                        Destination = new()
                        {
                            BucketArn = "arn:aws:s3:::copy", AccountId = "210987654321", AccessControlTranslation = new(),
                            EncryptionConfiguration = new() { ReplicaKmsKeyID = "key" },
                            ReplicationTime = new() { Status = ReplicationTimeStatus.Enabled },
                        },
                    },
                ],
            },
        });
        List<PutBucketReplicationRequest> sent = [];
        Client.PutBucketReplicationAsync(Arg.Do<PutBucketReplicationRequest>(sent.Add), default)
            .ReturnsForAnyArgs(new PutBucketReplicationResponse());
        var same = new { bucket = "web", rules = new[] { new { id = "all", targetBucket = "copy", prefix = "a/" } } };

        await RunAsync(SetReplication.Tool, same);
        await RunAsync(SetReplication.Tool, new { bucket = "web", rules = new[] { new { id = "all", targetBucket = "elsewhere" } } });
        var plan = await PlanAsync(SetReplication.Tool, New);

        Assert.Equal("all (prefix a/, tag class=gold): to arn:aws:s3:::copy with key key, owned by 210987654321, KMS-encrypted too, "
            + "within 15 minutes", SetReplication.Describe(sent[0].Configuration.Rules[0]));
        Assert.Equal("all (all keys, tag class=gold): to arn:aws:s3:::elsewhere, within 15 minutes",
            SetReplication.Describe(sent[1].Configuration.Rules[0]));
        Assert.Contains("no delete markers with such a rule", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_with_a_key_copies_what_KMS_encrypted()
    {
        IsVersioned();
        PutBucketReplicationRequest? sent = null;
        Client.PutBucketReplicationAsync(Arg.Do<PutBucketReplicationRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutBucketReplicationResponse());
        const string key = "arn:aws:kms:us-east-1:123456789012:key/1";
        var arguments = new { bucket = "web", roleArn = Role, rules = new[] { new { id = "all", targetBucket = "copy", kmsKey = key } } };

        var warned = (await PlanAsync(SetReplication.Tool, New)).Warnings;
        var plan = await PlanAsync(SetReplication.Tool, arguments);
        await RunAsync(SetReplication.Tool, arguments);

        Assert.Contains(warned, w => w.Contains("kmsKey", StringComparison.Ordinal));
        Assert.DoesNotContain(plan.Warnings, w => w.Contains("kmsKey", StringComparison.Ordinal));
        Assert.Equal($"all (all keys): to arn:aws:s3:::copy with key {key}, KMS-encrypted too",
            SetReplication.Describe(sent!.Configuration.Rules[0]));
    }

    [Fact]
    public async Task The_first_rule_needs_a_role()
    {
        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(SetReplication.Tool, new { bucket = "web", rules = new[] { new { id = "all", targetBucket = "copy" } } }));

        Assert.Equal("The first rule needs roleArn.", refused.Message);
    }
}
