using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class DeleteRoleTests : IamToolTest
{
    public DeleteRoleTests()
    {
        Client.ListAttachedRolePoliciesAsync(default!, default)
            .ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse { AttachedPolicies = [new() { PolicyArn = Ours }] });
        Client.ListInstanceProfilesForRoleAsync(default!, default)
            .ReturnsForAnyArgs(
                new ListInstanceProfilesForRoleResponse
                {
                    InstanceProfiles = [
                    new() { Arn = "arn:profile", InstanceProfileName = "web" }]
                });
    }

    [Fact]
    public async Task Without_detachAll_what_it_holds_is_an_obstacle()
    {
        var plan = await PlanAsync(DeleteRole.Tool, new { roleName = "web" });

        Assert.Contains("detachAll", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Contains(plan.Changes, c => c.Resource == "instance profile arn:profile");
    }

    [Fact]
    public async Task With_detachAll_the_plan_names_each_and_they_go_before_the_role()
    {
        var plan = await PlanAsync(DeleteRole.Tool, new { roleName = "web", detachAll = true });
        Assert.Equal([Role.Arn, "arn:profile"], plan.Resources.Select(r => r.Id));
        Assert.Contains($"attachment of {Ours}: deleted; the policy itself stays", Lines(plan));
        Assert.Empty(plan.Obstacles);

        Client.ClearReceivedCalls();
        var context = Context();
        await RunAsync(DeleteRole.Tool, new { roleName = "web", detachAll = true }, context);

        Assert.Equal(["DetachRolePolicyAsync", "RemoveRoleFromInstanceProfileAsync", "DeleteInstanceProfileAsync", "DeleteRoleAsync"],
            Client.ReceivedCalls().Select(c => c.GetMethodInfo().Name).Where(n => !n.StartsWith("List", StringComparison.Ordinal)));
        Assert.Equal(4, context.Steps.Count); // S3-C11b
    }

    [Theory]
    [InlineData(0, "created 2026-03-01 00:00Z, no use seen since")]
    [InlineData(399, "no use seen since")]
    [InlineData(401, "no use seen in the 400 days that AWS remembers")]
    public async Task A_role_was_not_unused_for_longer_than_it_exists(int ageDays, string text) // ANS-R9
    {
        Role.CreateDate = Ago(ageDays);

        Assert.Contains(text, (await PlanAsync(DeleteRole.Tool, new { roleName = "web", detachAll = true })).Changes[0].Note,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_of_a_service_is_left_to_the_service()
    {
        Role.Path = "/aws-service-role/ecs.amazonaws.com/";

        Assert.Single((await PlanAsync(DeleteRole.Tool, new { roleName = "web", detachAll = true })).Obstacles);
    }

    [Fact]
    public async Task What_could_not_be_read_is_unknown() // ANS-R14
    {
        Client.ListInstanceProfilesForRoleAsync(default!, default).ReturnsForAnyArgs<ListInstanceProfilesForRoleResponse>(_ =>
            throw Denied());

        Assert.Equal(["Its instance profiles: not known (AccessDenied)."],
            (await PlanAsync(DeleteRole.Tool, new { roleName = "web", detachAll = true })).Unknown);
    }
}
