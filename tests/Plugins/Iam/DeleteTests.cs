using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Iam;

public sealed class DetachPolicyTests : IamToolTest
{
    [Fact]
    public async Task What_is_not_attached_cannot_be_detached()
    {
        Client.ListAttachedRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse { AttachedPolicies = [new() { PolicyArn = "arn:other" }] });

        var error = await FailsAsync(() => PlanAsync(DetachPolicy.Tool, new { identityType = "role", identityName = "web", policyArn = Ours }));

        Assert.Equal((ToolErrorCode.NotFound, "Attached are arn:other."), (error.Code, error.Hint));
    }

    [Fact]
    public async Task The_plan_tells_what_is_lost()
    {
        Client.ListAttachedRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse { AttachedPolicies = [new() { PolicyArn = Ours }] });

        var plan = await PlanAsync(DetachPolicy.Tool, new { identityType = "role", identityName = "web", policyArn = Ours });

        Assert.Equal(["It loses at once: " + Open, "It keeps 0 attached policies. The policy itself stays, attached to 0 others."], plan.Effects);
    }
}

public sealed class DeleteInlinePolicyTests : IamToolTest
{
    [Fact]
    public async Task The_journal_gets_the_document()
    {
        Client.GetGroupPolicyAsync(default!, default).ReturnsForAnyArgs(new GetGroupPolicyResponse { PolicyDocument = Uri.EscapeDataString(Narrow) });

        var plan = await PlanAsync(DeleteInlinePolicy.Tool, new { identityType = "group", identityName = "admins", policyName = "p" });

        Assert.EndsWith(Narrow, plan.Resources[0].State, StringComparison.Ordinal);
    }
}

public sealed class DeleteRoleTests : IamToolTest
{
    public DeleteRoleTests()
    {
        Client.ListAttachedRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse { AttachedPolicies = [new() { PolicyArn = Ours }] });
        Client.ListInstanceProfilesForRoleAsync(default!, default).ReturnsForAnyArgs(new ListInstanceProfilesForRoleResponse { InstanceProfiles = [new() { Arn = "arn:profile", InstanceProfileName = "web" }] });
    }

    [Fact]
    public async Task Without_detachAll_it_is_refused_with_all_that_stands_in_the_way()
    {
        var error = await FailsAsync(() => PlanAsync(DeleteRole.Tool, new { name = "web" }));

        Assert.Equal(ToolErrorCode.Conflict, error.Code);
        Assert.Contains(Ours, error.Message, StringComparison.Ordinal);
        Assert.Contains("arn:profile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_detachAll_the_plan_names_each_and_they_go_before_the_role()
    {
        var plan = await PlanAsync(DeleteRole.Tool, new { name = "web", detachAll = true });
        Assert.Equal([Role.Arn, "arn:profile"], plan.Resources.Select(r => r.Id));
        Assert.Contains($"attached policy {Ours}: detached, not deleted", plan.Effects);

        Client.ClearReceivedCalls();
        await RunAsync(DeleteRole.Tool, new { name = "web", detachAll = true });

        Assert.Equal(["DetachRolePolicyAsync", "RemoveRoleFromInstanceProfileAsync", "DeleteInstanceProfileAsync", "DeleteRoleAsync"],
            Client.ReceivedCalls().Select(c => c.GetMethodInfo().Name).Where(n => !n.StartsWith("List", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_role_of_a_service_is_left_to_the_service()
    {
        Role.Path = "/aws-service-role/ecs.amazonaws.com/";

        Assert.Equal(ToolErrorCode.Conflict, (await FailsAsync(() => PlanAsync(DeleteRole.Tool, new { name = "web", detachAll = true }))).Code);
    }
}

public sealed class DeletePolicyTests : IamToolTest
{
    [Fact]
    public async Task Holders_and_old_versions_go_first()
    {
        Client.ListEntitiesForPolicyAsync(default!, default).ReturnsForAnyArgs(new ListEntitiesForPolicyResponse { PolicyGroups = [new() { GroupName = "admins" }] });
        Assert.Contains("group admins", (await FailsAsync(() => PlanAsync(DeletePolicy.Tool, new { arn = Ours }))).Message, StringComparison.Ordinal);

        var plan = await PlanAsync(DeletePolicy.Tool, new { arn = Ours, detachAll = true });
        Assert.Contains("group admins: detached, loses what it allows", plan.Effects);

        var result = await RunAsync(DeletePolicy.Tool, new { arn = Ours, detachAll = true });
        Assert.Equal("group admins", result.GetProperty("detachedFrom")[0].GetString());
        await Client.Received().DeletePolicyVersionAsync(Arg.Is<DeletePolicyVersionRequest>(r => r.VersionId == "v1"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_boundary_is_never_taken_from_those_it_bounds()
    {
        Policy.PermissionsBoundaryUsageCount = 1;
        Client.ListEntitiesForPolicyAsync(Arg.Is<ListEntitiesForPolicyRequest>(r => r.PolicyUsageFilter == PolicyUsageType.PermissionsBoundary), default)
            .Returns(new ListEntitiesForPolicyResponse { PolicyRoles = [new() { RoleName = "bounded" }] });

        Assert.Contains("role bounded", (await FailsAsync(() => PlanAsync(DeletePolicy.Tool, new { arn = Ours, detachAll = true }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWS_keeps_its_own() =>
        Assert.Equal(ToolErrorCode.InvalidInput, (await FailsAsync(() => PlanAsync(DeletePolicy.Tool, new { arn = "arn:aws:iam::aws:policy/AdministratorAccess" }))).Code);
}

public sealed class DeleteUserTests : IamToolTest
{
    [Fact]
    public async Task All_credentials_are_named_and_go_before_the_user()
    {
        HasKey("AKIA1", 10, null);
        Client.ListMFADevicesAsync(default(ListMFADevicesRequest)!, default).ReturnsForAnyArgs(new ListMFADevicesResponse { MFADevices = [new() { SerialNumber = "arn:aws:iam::123456789012:mfa/alice" }, new() { SerialNumber = "GAHT12345678" }] });
        Client.Configure().GetLoginProfileAsync(default!, default).ReturnsForAnyArgs(new GetLoginProfileResponse { LoginProfile = new() { UserName = "alice" } });

        Assert.Contains("console password: deleted", (await FailsAsync(() => PlanAsync(DeleteUser.Tool, new { name = "alice" }))).Message, StringComparison.Ordinal);
        var result = await RunAsync(DeleteUser.Tool, new { name = "alice", detachAll = true });

        Assert.Equal(4, result.GetProperty("also").GetArrayLength());
        await Client.Received(1).DeleteVirtualMFADeviceAsync(Arg.Is<DeleteVirtualMFADeviceRequest>(r => r.SerialNumber.EndsWith("mfa/alice")), Arg.Any<CancellationToken>());
        await Client.ReceivedWithAnyArgs(2).DeactivateMFADeviceAsync(default!, default);
        Assert.Equal("DeleteUserAsync", Client.ReceivedCalls().Last().GetMethodInfo().Name);
    }
}

public sealed class DeleteAccessKeyTests : IamToolTest
{
    [Fact]
    public async Task The_owner_and_the_last_use_are_found_out()
    {
        HasKey("AKIAIOSFODNN7EXAMPLE", 10, new(2026, 2, 3, 0, 0, 0, DateTimeKind.Utc));

        var plan = await PlanAsync(DeleteAccessKey.Tool, new { id = "AKIAIOSFODNN7EXAMPLE" });
        Assert.Contains("last used 2026-02-03 for s3", plan.Effects[0], StringComparison.Ordinal);

        await RunAsync(DeleteAccessKey.Tool, new { id = "AKIAIOSFODNN7EXAMPLE" });
        await Client.Received().DeleteAccessKeyAsync(Arg.Is<DeleteAccessKeyRequest>(r => r.UserName == "alice"), Arg.Any<CancellationToken>());
    }
}
