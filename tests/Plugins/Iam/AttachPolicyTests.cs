using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class AttachPolicyTests : IamToolTest
{
    [Theory]
    [InlineData("role", "arn:aws:iam::123456789012:role/web")]
    [InlineData("user", "arn:aws:iam::123456789012:user/alice")]
    [InlineData("group", "arn:aws:iam::123456789012:group/admins")]
    public async Task The_plan_names_who_gains_what(string identityType, string arn)
    {
        var plan = await PlanAsync(AttachPolicy.Tool, new { identityType, identityName = "x", policyArn = Ours });

        Assert.Contains("It gains: " + Open, plan.Effects);
        Assert.Contains(plan.Effects, e => e.StartsWith("WARNING", StringComparison.Ordinal));
        Assert.Equal((arn, identityType == "group"), (plan.Resources[0].Id, plan.Resources[0].Tags is null));
    }

    [Fact]
    public async Task It_goes_to_the_named_kind()
    {
        await RunAsync(AttachPolicy.Tool, new { identityType = "group", identityName = "admins", policyArn = Ours });

        await Client.Received().AttachGroupPolicyAsync(Arg.Is<AttachGroupPolicyRequest>(r => r.GroupName == "admins"), Arg.Any<CancellationToken>());
    }
}
