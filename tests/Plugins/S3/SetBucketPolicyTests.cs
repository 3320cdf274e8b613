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
        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(SetBucketPolicy.Tool, new { bucket = "web", policy }));

        Assert.Equal(ToolErrorCode.InvalidInput, error.Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::web/*"}}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*"}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*"}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*"}]}""", false)]
    public async Task The_plan_warns_of_what_is_for_everybody(string policy, bool warns)
    {
        var plan = await PlanAsync(SetBucketPolicy.Tool, new { bucket = "web", policy });

        Assert.Equal(warns, plan.Effects.Contains("WARNING: everybody gets s3:GetObject on arn:aws:s3:::web/*"));
    }

    [Fact]
    public async Task The_plan_shows_old_and_new()
    {
        HasPolicy("""{"old":1}""");

        var plan = await PlanAsync(SetBucketPolicy.Tool, new { bucket = "web", policy = """{ "Statement": [{ "Effect": "Deny" }] }""" });

        Assert.Equal(["""now: {"old":1}""", """new: {"Statement":[{"Effect":"Deny"}]}"""], plan.Effects);
        Assert.Equal("""policy {"old":1}""", plan.Resources[0].State);
    }

    [Fact]
    public async Task It_is_sent_and_the_result_warns()
    {
        var result = await RunAsync(SetBucketPolicy.Tool, new { bucket = "web", policy = PublicPolicy });

        Assert.StartsWith("WARNING", result.GetProperty("warning").GetString(), StringComparison.Ordinal);
        await Client.Received().PutBucketPolicyAsync(Arg.Is<PutBucketPolicyRequest>(r => r.Policy == PublicPolicy), Arg.Any<CancellationToken>());
    }
}
