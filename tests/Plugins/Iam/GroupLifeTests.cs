using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class GroupLifeTests : IamToolTest
{
    private static readonly Group Admins = new() { GroupName = "admins", Arn = "arn:aws:iam::123456789012:group/admins" };

    public GroupLifeTests()
    {
        Client.GetGroupAsync(default!, default)
            .ReturnsForAnyArgs(new GetGroupResponse { Group = Admins, Users = [new() { UserName = "bob" }] });
        Client.ListAttachedGroupPoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedGroupPoliciesResponse
        {
            AttachedPolicies = [new() { PolicyName = "AdministratorAccess", PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess" }],
        });
    }

    [Fact]
    public async Task Who_joins_gets_the_policies_and_the_way_back_touches_only_what_changed()
    {
        var plan = await PlanAsync(UpdateGroupMembers.Tool, new { groupName = "admins", addUsers = new[] { "alice", "bob" } });

        Assert.Contains(plan.Warnings, w => w.Contains("AdministratorAccess", StringComparison.Ordinal));
        Assert.Equal("""{"groupName":"admins","addUsers":[],"removeUsers":["alice"]}""", plan.Undo!.Arguments.GetRawText());
        Assert.Contains(plan.Changes, c => c is { Property: "members", From: "bob", To: "alice, bob" });
    }

    [Fact]
    public async Task One_user_is_not_added_and_taken_out_at_once() =>
        await FailsAsync(() => PlanAsync(UpdateGroupMembers.Tool,
            new { groupName = "admins", addUsers = new[] { "alice" }, removeUsers = new[] { "alice" } }));

    [Fact]
    public async Task A_group_that_is_not_empty_is_deleted_only_with_all_that_belongs_to_it()
    {
        Assert.Single((await PlanAsync(DeleteGroup.Tool, new { groupName = "admins" })).Obstacles);
        Assert.Empty((await PlanAsync(DeleteGroup.Tool, new { groupName = "admins", detachAll = true })).Obstacles);

        await RunAsync(DeleteGroup.Tool, new { groupName = "admins", detachAll = true });

        await Client.Received(1).RemoveUserFromGroupAsync(Arg.Is<RemoveUserFromGroupRequest>(r => r.UserName == "bob"),
            Arg.Any<CancellationToken>());
        await Client.Received(1).DetachGroupPolicyAsync(Arg.Any<DetachGroupPolicyRequest>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_new_group_is_taken_back_by_its_deletion() =>
        Assert.Equal("iam_delete_group", (await PlanAsync(CreateGroup.Tool, new { groupName = "backup" })).Undo!.Tool);
}
