using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class AttachPolicyTests : IamToolTest
{
    [Theory]
    [InlineData("roleName", "role x", "arn:aws:iam::123456789012:role/web")]
    [InlineData("userName", "user x", "arn:aws:iam::123456789012:user/alice")]
    [InlineData("groupName", "group x", "arn:aws:iam::123456789012:group/admins")]
    public async Task The_plan_names_who_gains_what(string argument, string who, string arn)
    {
        var plan = await PlanAsync(AttachPolicy.Tool, new Dictionary<string, string> { [argument] = "x", ["policyArn"] = Ours });

        var change = Assert.Single(plan.Changes);
        Assert.Equal((who, "none", Ours, $"it gains at once: {Open}"), (change.Resource, change.From, change.To, change.Note));
        Assert.Single(plan.Warnings);
        Assert.Equal((arn, argument == "groupName"), (plan.Resources[0].Id, plan.Resources[0].Tags is null));
        Assert.Equal($$"""{"{{argument}}":"x","policyArn":"{{Ours}}"}""", plan.Undo!.Arguments.GetRawText());
    }

    [Fact]
    public async Task What_is_attached_already_changes_nothing_and_has_nothing_to_take_back()
    {
        Client.ListAttachedRolePoliciesAsync(default!, default)
            .ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse { AttachedPolicies = [new() { PolicyArn = Ours }] });

        var plan = await PlanAsync(AttachPolicy.Tool, new { roleName = "web", policyArn = Ours });

        Assert.Equal((ChangeKind.None, null), (Assert.Single(plan.Changes).Kind, plan.Undo));
    }

    [Fact]
    public async Task It_goes_to_the_named_kind()
    {
        await RunAsync(AttachPolicy.Tool, new { groupName = "admins", policyArn = Ours });

        await Client.Received()
            .AttachGroupPolicyAsync(Arg.Is<AttachGroupPolicyRequest>(r => r.GroupName == "admins"), Arg.Any<CancellationToken>());
    }
}
