using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetBucketPolicyTests : S3ToolTest
{
    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    public async Task What_is_no_policy_is_refused_before_AWS_is_asked(string policy)
    {
        var error = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(SetBucketPolicy.Tool, new { bucket = "web", policyDocument = policy }));

        Assert.Equal(ToolErrorCode.InvalidInput, error.Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::web/*"}}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*"}]}""",
        true)]
    [InlineData(
        """{"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*"}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*"}]}""", false)]
    [InlineData("""
        {"Statement":[{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":"*"}]}
        """, false)]
    public async Task The_plan_warns_of_what_is_for_everybody(string policy, bool warns)
    {
        var plan = await PlanAsync(SetBucketPolicy.Tool, new { bucket = "web", policyDocument = policy });

        Assert.Equal(warns, plan.Warnings.Contains("Everybody gets s3:GetObject on arn:aws:s3:::web/*."));
    }

    // PUB-13: AWS calls a policy that is limited to fixed values not public, and does not deny it.
    [Theory]
    [InlineData("""{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}""", "limited")]
    [InlineData("""{"StringLike":{"AWS:SourceVpce":"vpce-1a2b3c4d"}}""", "limited")]
    [InlineData("""{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}}""", "limited")]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:aws:cloudfront::111122223333:distribution/*"}}""", "limited")]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}""", "may")]
    [InlineData("""{"StringLike":{"aws:SourceVpc":"*"}}""", "may")]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::*"}}""", "may")]
    [InlineData("""{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}""", "may")]
    [InlineData("""{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}}""", "may")]
    [InlineData("""{"StringEquals":{"aws:UserAgent":"secret"}}""", "may")]
    [InlineData(null, "will")]
    public async Task The_block_refuses_what_AWS_calls_public(string? condition, string refused)
    {
        Client.GetPublicAccessBlockAsync(default!, default).ReturnsForAnyArgs(
            new GetPublicAccessBlockResponse { PublicAccessBlockConfiguration = new() { BlockPublicPolicy = true } });
        var statement = """{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*" """ + (
            condition is null ? "}" : $",\"Condition\":{condition}}}");

        var plan = await PlanAsync(SetBucketPolicy.Tool, new { bucket = "web", policyDocument = $$"""{"Statement":[{{statement}}]}""" });

        Assert.Equal(refused == "will", plan.Obstacles.Count == 1);
        Assert.Equal(refused == "may", plan.Warnings.Any(w => w.Contains("may take this one for public", StringComparison.Ordinal)));
        Assert.Equal(refused == "limited",
            plan.Warnings.Any(w => w.StartsWith("Anyone whom the condition lets in", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_plan_shows_old_and_new()
    {
        HasPolicy("""{"old":1}""");

        var plan = await PlanAsync(SetBucketPolicy.Tool,
            new { bucket = "web", policyDocument = """{ "Statement": [{ "Effect": "Deny" }] }""" });

        Assert.Equal("""web: policy: {"old":1} -> {"Statement":[{"Effect":"Deny"}]}""", Lines(plan)[0]);
        Assert.Equal("""{"old":1}""", plan.Undo!.Arguments.GetProperty("policyDocument").GetString());
        Assert.Equal("""policy {"old":1}""", plan.Resources[0].State);
    }

    [Theory]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::web"}""", true)]
    [InlineData("""{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"s3:Put*","Resource":["arn:aws:s3:::web","arn:aws:s3:::web/*"]}""",
        true)]
    [InlineData("""{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::1:root"},"Action":"*","Resource":"*"}""", true)]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::web/*"}""", false)]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"*"}""", false)]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}""",
        false)]
    public async Task A_policy_that_shuts_out_whoever_would_change_it_is_warned_of(string statement, bool locks)
    {
        var plan = await PlanAsync(SetBucketPolicy.Tool, new { bucket = "web", policyDocument = $$"""{"Statement":[{{statement}}]}""" });

        Assert.Equal(locks, plan.Warnings.Any(w => w.Contains("root user", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_is_sent_and_the_result_warns()
    {
        var result = await RunAsync(SetBucketPolicy.Tool, new { bucket = "web", policyDocument = PublicPolicy });

        Assert.StartsWith("WARNING", result.GetProperty("warning").GetString(), StringComparison.Ordinal);
        await Client.Received()
            .PutBucketPolicyAsync(Arg.Is<PutBucketPolicyRequest>(r => r.Policy == PublicPolicy), Arg.Any<CancellationToken>());
    }
}
