using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class PolicyVersionTests : IamToolTest
{
    [Fact]
    public async Task The_plan_tells_what_differs_for_whom_and_the_way_back()
    {
        Client.ListEntitiesForPolicyAsync(default!, default)
            .ReturnsForAnyArgs(call =>
                call.Arg<ListEntitiesForPolicyRequest>().PolicyUsageFilter == Amazon.IdentityManagement.PolicyUsageType.PermissionsPolicy
            ? new ListEntitiesForPolicyResponse { PolicyRoles = [new() { RoleName = "web" }] } : new());

        var plan = await PlanAsync(CreatePolicyVersion.Tool, new { policyArn = Ours, policyDocument = Narrow });

        Assert.Contains(plan.Changes, c =>
            c.Property == "statement" && c.To == "none" && c.From!.Contains("\"Action\":\"*\"", StringComparison.Ordinal));
        Assert.Contains(plan.Changes, c =>
            c.Property == "statement" && c.From == "none" && c.To!.Contains("s3:GetObject", StringComparison.Ordinal));
        Assert.Contains("It changes at once what these may do: role web.", plan.Warnings);
        Assert.Equal("v2", plan.Undo!.Arguments.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Five_versions_are_the_limit_and_the_oldest_is_named()
    {
        Client.ListPolicyVersionsAsync(default!, default).ReturnsForAnyArgs(new ListPolicyVersionsResponse
        {
            Versions = [.. Enumerable.Range(1, 5)
                .Select(i => new PolicyVersion { VersionId = $"v{i}", IsDefaultVersion = i == 1,
                    CreateDate = new(2026, 1, i, 0, 0, 0, DateTimeKind.Utc) })],
        });

        var plan = await PlanAsync(CreatePolicyVersion.Tool, new { policyArn = Ours, policyDocument = Narrow });

        Assert.EndsWith("the oldest is v2.", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_not_put_in_force_changes_nothing_yet()
    {
        CreatePolicyVersionRequest? sent = null;
        Client.CreatePolicyVersionAsync(Arg.Do<CreatePolicyVersionRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreatePolicyVersionResponse { PolicyVersion = new() { VersionId = "v3", IsDefaultVersion = false } });

        var result = await RunAsync(CreatePolicyVersion.Tool, new { policyArn = Ours, policyDocument = Narrow, setAsDefault = false });

        Assert.Equal((false, "v3", false),
            (sent!.SetAsDefault!.Value, result.GetProperty("version").GetString(), result.GetProperty("isDefault").GetBoolean()));
    }

    [Fact]
    public async Task The_version_in_force_is_not_deleted()
    {
        Assert.Contains("iam_set_policy_version",
            Assert.Single((await PlanAsync(DeletePolicyVersion.Tool, new { policyArn = Ours, version = "v2" })).Obstacles),
                StringComparison.Ordinal);
        Assert.Empty((await PlanAsync(DeletePolicyVersion.Tool, new { policyArn = Ours, version = "v1" })).Obstacles);
    }

    [Fact]
    public async Task Going_back_tells_the_difference_and_undoes_itself()
    {
        Client.GetPolicyVersionAsync(Arg.Is<GetPolicyVersionRequest>(r => r.VersionId == "v1"), default)
            .Returns(new GetPolicyVersionResponse { PolicyVersion = new() { Document = Uri.EscapeDataString(Narrow) } });

        var plan = await PlanAsync(SetPolicyVersion.Tool, new { policyArn = Ours, version = "v1" });

        Assert.Contains(plan.Changes, c => c is { Property: "default version", From: "v2", To: "v1" });
        Assert.Equal(2, plan.Changes.Count(c => c.Property == "statement"));
        Assert.Equal("v2", plan.Undo!.Arguments.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Two_versions_are_compared_by_their_statements()
    {
        Client.GetPolicyVersionAsync(Arg.Is<GetPolicyVersionRequest>(r => r.VersionId == "v1"), default)
            .Returns(new GetPolicyVersionResponse { PolicyVersion = new() { Document = Uri.EscapeDataString(Narrow) } });

        var lines = (await RunAsync(GetPolicy.Tool, new { policyArn = Ours, compareTo = "v1" })).GetProperty("difference").EnumerateArray()
            .Select(l => l.GetString()![0]);

        Assert.Equal(['-', '+'], lines);
    }
}
