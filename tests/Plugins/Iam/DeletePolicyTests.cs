using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class DeletePolicyTests : IamToolTest
{
    [Fact]
    public async Task Holders_and_old_versions_go_first()
    {
        Client.ListEntitiesForPolicyAsync(
            Arg.Is<ListEntitiesForPolicyRequest>(r => r.PolicyUsageFilter == PolicyUsageType.PermissionsPolicy), default)
            .Returns(new ListEntitiesForPolicyResponse { PolicyGroups = [new() { GroupName = "admins" }] });
        Assert.Contains("group admins", Assert.Single((await PlanAsync(DeletePolicy.Tool, new { policyArn = Ours })).Obstacles),
            StringComparison.Ordinal);

        var plan = await PlanAsync(DeletePolicy.Tool, new { policyArn = Ours, detachAll = true });
        Assert.Contains("attachment to group admins: deleted; it loses what the policy allows", Lines(plan));
        Assert.Empty(plan.Obstacles);

        var context = Context();
        var result = await RunAsync(DeletePolicy.Tool, new { policyArn = Ours, detachAll = true }, context);
        Assert.Equal("group admins", result.GetProperty("detachedFrom")[0].GetString());
        await Client.Received()
            .DeletePolicyVersionAsync(Arg.Is<DeletePolicyVersionRequest>(r => r.VersionId == "v1"), Arg.Any<CancellationToken>());
        Assert.Equal(["detached it from the group admins", "deleted the version v1", $"deleted {Ours}"],
            context.Steps.Select(s => s.What)); // S3-C11b
    }

    [Fact]
    public async Task A_boundary_is_never_taken_from_those_it_bounds()
    {
        Client.ListEntitiesForPolicyAsync(
            Arg.Is<ListEntitiesForPolicyRequest>(r => r.PolicyUsageFilter == PolicyUsageType.PermissionsBoundary), default)
            .Returns(new ListEntitiesForPolicyResponse { PolicyRoles = [new() { RoleName = "bounded" }] });

        Assert.Contains("role bounded",
            Assert.Single((await PlanAsync(DeletePolicy.Tool, new { policyArn = Ours, detachAll = true })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWS_keeps_its_own() =>
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() => PlanAsync(DeletePolicy.Tool, new { policyArn = "arn:aws:iam::aws:policy/AdministratorAccess" }))).Code);
}
