namespace Infra.Plugins.Iam;

public sealed class UpdateTrustPolicyTests : IamToolTest
{
    [Fact]
    public async Task The_plan_shows_old_and_new_warns_and_can_be_taken_back()
    {
        var plan = await PlanAsync(UpdateTrustPolicy.Tool, new { roleName = "web", trustPolicyDocument = TrustsAll });

        var change = Assert.Single(plan.Changes);
        Assert.Equal((TrustsEc2, TrustsAll), (change.From, change.To));
        Assert.Equal(["It trusts everyone, in any AWS account."], plan.Warnings);
        Assert.Equal(("iam_update_trust_policy", TrustsEc2),
            (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("trustPolicyDocument").GetString()));
        Assert.Contains("ec2.amazonaws.com", Assert.Single(plan.Resources).State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_policy_in_other_white_space_is_no_change()
    {
        var plan = await PlanAsync(UpdateTrustPolicy.Tool,
            new { roleName = "web", trustPolicyDocument = TrustsEc2.Replace(",", " , ", StringComparison.Ordinal) });

        Assert.Equal(ChangeKind.None, Assert.Single(plan.Changes).Kind);
    }

    [Fact]
    public async Task A_trust_policy_without_version_is_taken_with_a_warning() // PUB-25
    {
        var plan = await PlanAsync(UpdateTrustPolicy.Tool,
            new { roleName = "web", trustPolicyDocument = TrustsEc2.Replace("\"Version\":\"2012-10-17\",", "", StringComparison.Ordinal) });

        Assert.Contains("2008-10-17 holds", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/aws-service-role/ecs.amazonaws.com/")]
    [InlineData("/aws-reserved/sso.amazonaws.com/eu-west-1/")]
    public async Task A_role_that_AWS_keeps_to_itself_is_an_obstacle(string path)
    {
        Role.Path = path;

        Assert.Single((await PlanAsync(UpdateTrustPolicy.Tool, new { roleName = "web", trustPolicyDocument = TrustsAll })).Obstacles);
    }
}
