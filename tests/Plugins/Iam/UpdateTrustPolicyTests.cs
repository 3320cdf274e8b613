using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class UpdateTrustPolicyTests : IamToolTest
{
    [Fact]
    public async Task The_plan_shows_old_and_new_and_warns()
    {
        var plan = await PlanAsync(UpdateTrustPolicy.Tool, new { role = "web", trustPolicy = TrustsAll });

        Assert.Equal([$"Now: {TrustsEc2}", $"Then: {TrustsAll}", "WARNING: it trusts everyone, in any AWS account."], plan.Effects);
        Assert.Contains("ec2.amazonaws.com", Assert.Single(plan.Resources).State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_policy_in_other_white_space_is_no_change()
    {
        var plan = await PlanAsync(UpdateTrustPolicy.Tool, new { role = "web", trustPolicy = TrustsEc2.Replace(",", " , ", StringComparison.Ordinal) });

        Assert.StartsWith("Nothing changes", Assert.Single(plan.Effects), StringComparison.Ordinal);
    }
}
