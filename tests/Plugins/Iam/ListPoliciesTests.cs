using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListPoliciesTests : IamToolTest
{
    [Fact]
    public async Task The_accounts_own_policies_are_asked_for_unless_told_otherwise()
    {
        Client.ListPoliciesAsync(Arg.Is<ListPoliciesRequest>(r => r.Scope == PolicyScopeType.Local && r.OnlyAttached == true), default)
            .Returns(new ListPoliciesResponse { Policies = [Policy] });

        var page = await RunAsync(ListPolicies.Tool, new { attached = true });

        Assert.Equal(1, page.GetProperty("items")[0].GetProperty("attachments").GetInt32());
    }

    [Fact]
    public async Task A_permissions_boundary_is_in_use() // S3-C10
    {
        var bounds = new ManagedPolicy { PolicyName = "bounds", Arn = Ours + "1", AttachmentCount = 0, PermissionsBoundaryUsageCount = 41 };
        var unused = new ManagedPolicy { PolicyName = "unused", Arn = Ours + "2", AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 };
        Client.ListPoliciesAsync(Arg.Is<ListPoliciesRequest>(r => r.OnlyAttached == false), default)
            .Returns(new ListPoliciesResponse { Policies = [Policy, bounds, unused] });

        var all = await RunAsync(ListPolicies.Tool, new { name = "BOUND?" });
        var idle = await RunAsync(ListPolicies.Tool, new { attached = false });

        Assert.Equal(41, Assert.Single(all.GetProperty("items").EnumerateArray()).GetProperty("boundaryOf").GetInt32());
        Assert.Equal("unused", Assert.Single(idle.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
    }
}
