using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class GetBucketTests : S3ToolTest
{
    [Fact]
    public async Task What_was_never_set_is_absent()
    {
        var bucket = await RunAsync(GetBucket.Tool, new { bucket = "web" });

        Assert.Equal(["name", "region", "versioning", "encryption"], bucket.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Off", bucket.GetProperty("versioning").GetString());
        // ANS-R27: S3 encrypts all the same.
        Assert.Equal("AES256 (default)", bucket.GetProperty("encryption").GetString());
    }

    [Theory]
    [InlineData("", "us-east-1")]
    [InlineData("EU", "eu-west-1")]
    public async Task The_oldest_regions_have_their_usual_names(string location, string region)
    {
        Client.GetBucketLocationAsync(default(GetBucketLocationRequest)!, default)
            .ReturnsForAnyArgs(new GetBucketLocationResponse { Location = location });

        Assert.Equal(region, (await RunAsync(GetBucket.Tool, new { bucket = "web" })).GetProperty("region").GetString());
    }

    [Fact]
    public async Task All_settings_are_told()
    {
        HasPolicy(PublicPolicy);
        HasTags(("team", "web"));
        Client.GetBucketPolicyStatusAsync(default!, default)
            .ReturnsForAnyArgs(new GetBucketPolicyStatusResponse { PolicyStatus = new() { IsPublic = true } });
        Client.GetBucketEncryptionAsync(default!, default).ReturnsForAnyArgs(new GetBucketEncryptionResponse
        {
            ServerSideEncryptionConfiguration = new(
                )
            { ServerSideEncryptionRules = [SetEncryption.Rule("aws:kms", "key-1", bucketKey: true)] },
        });
        Client.GetPublicAccessBlockAsync(default!, default)
            .ReturnsForAnyArgs(new GetPublicAccessBlockResponse { PublicAccessBlockConfiguration = new() { BlockPublicAcls = true } });
        Client.GetBucketAclAsync(default!, default).ReturnsForAnyArgs(new GetBucketAclResponse
        {
            Grants =
            [
                new() { Grantee = new() { CanonicalUser = "me" }, Permission = S3Permission.FULL_CONTROL },
                new() { Grantee = new() { URI = "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission = S3Permission.READ },
            ],
        });
        Client.GetLifecycleConfigurationAsync(default(GetLifecycleConfigurationRequest)!, default)
            .ReturnsForAnyArgs(new GetLifecycleConfigurationResponse
            {
                Configuration = new()
                {
                    Rules =
                [
                    new()
                    {
                        Id = "old", Status = LifecycleRuleStatus.Enabled, Expiration = new() { Days = 90 },
                        Transitions = [new() { Days = 30, StorageClass = S3StorageClass.Glacier }],
                        Filter = new()
                        {
                            LifecycleFilterPredicate = new LifecycleAndOperator
                            {
                                Operands = [new LifecyclePrefixPredicate { Prefix = "logs/" },
                                    new LifecycleTagPredicate { Tag = new() { Key = "keep", Value = "no" } }],
                            },
                        },
                    },
                ],
                },
            });
        Client.GetBucketLoggingAsync(default(GetBucketLoggingRequest)!, default).ReturnsForAnyArgs(new GetBucketLoggingResponse
        {
            BucketLoggingConfig = new() { TargetBucketName = "logs", TargetPrefix = "web/" },
        });
        Client.GetObjectLockConfigurationAsync(default!, default).ReturnsForAnyArgs(new GetObjectLockConfigurationResponse
        {
            ObjectLockConfiguration = new()
            {
                ObjectLockEnabled = ObjectLockEnabled.Enabled,
                Rule = new() { DefaultRetention = new() { Mode = ObjectLockRetentionMode.Governance, Days = 7 } }
            },
        });

        var bucket = await RunAsync(GetBucket.Tool, new { bucket = "web" });

        Assert.Equal("aws:kms with key key-1, bucket key", bucket.GetProperty("encryption").GetString());
        Assert.False(bucket.GetProperty("blockPublicAccess").GetProperty("publicPolicy").GetBoolean());
        Assert.Equal("Allow", bucket.GetProperty("policy").GetProperty("Statement")[0].GetProperty("Effect").GetString());
        Assert.True(bucket.GetProperty("policyIsPublic").GetBoolean());
        Assert.Equal("READ to AllUsers", bucket.GetProperty("publicAclGrants")[0].GetString());
        Assert.Equal("old (prefix logs/, tag keep=no): to GLACIER after 30 days; expire after 90 days", bucket.GetProperty("lifecycle")[0]
            .GetString());
        Assert.Equal("s3://logs/web/", bucket.GetProperty("logsTo").GetString());
        Assert.Equal("Enabled, GOVERNANCE for 7 days", bucket.GetProperty("objectLock").GetString());
        Assert.Equal("web", bucket.GetProperty("tags").GetProperty("team").GetString());
    }

    [Fact]
    public async Task What_the_caller_may_not_read_is_told_as_denied_and_not_as_absent()
    {
        Client.GetBucketPolicyAsync(default(GetBucketPolicyRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketPolicyResponse>(Error("AccessDenied", HttpStatusCode.Forbidden)));
        Client.GetBucketLocationAsync(default(GetBucketLocationRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketLocationResponse>(Error("AccessDenied", HttpStatusCode.Forbidden)));

        var bucket = await RunAsync(GetBucket.Tool, new { bucket = "web" });

        Assert.Equal(["policy", "region"], bucket.GetProperty("denied").EnumerateArray().Select(d => d.GetString()));
    }

    [Fact]
    public async Task The_error_that_the_SDK_gives_for_a_policy_is_no_policy()
    {
        HasPolicy("""<?xml version="1.0"?><Error><Code>NoSuchBucketPolicy</Code></Error>""");

        Assert.False((await RunAsync(GetBucket.Tool, new { bucket = "web" })).TryGetProperty("policy", out _));
    }

    [Fact]
    public async Task A_bucket_that_does_not_exist_is_not_found()
    {
        Client.GetBucketLocationAsync(default(GetBucketLocationRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketLocationResponse>(Error("NoSuchBucket")));

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetBucket.Tool, new { bucket = "web" }))).Code);
    }

    // ANS-R3
    [Fact]
    public async Task A_long_policy_is_shown_by_whole_statements()
    {
        var path = new string('x', 100);
        var statements = Enumerable.Range(0, 100)
            .Select(i => $$"""
                {"Sid":"s{{i}}","Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::web/{{path}}"}
                """);
        HasPolicy($$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""");

        var first = await RunAsync(GetBucket.Tool, new { bucket = "web" });
        var shown = first.GetProperty("policy").GetProperty("Statement").GetArrayLength();
        var rest = await RunAsync(GetBucket.Tool, new { bucket = "web", statementOffset = shown });

        Assert.InRange(first.GetProperty("policy").GetRawText().Length, 4000, 9000);
        Assert.Contains($"statementOffset: {shown} shows others", first.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal($"s{shown}", rest.GetProperty("policy").GetProperty("Statement")[0].GetProperty("Sid").GetString());
    }
}
