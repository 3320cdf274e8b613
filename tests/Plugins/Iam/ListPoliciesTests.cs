using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListPoliciesTests : IamToolTest
{
    [Fact]
    public async Task The_accounts_own_policies_are_asked_for_unless_told_otherwise()
    {
        Client.ListPoliciesAsync(Arg.Is<ListPoliciesRequest>(r => r.Scope == PolicyScopeType.Local && r.OnlyAttached == true), default).Returns(new ListPoliciesResponse { Policies = [Policy] });

        var page = await RunAsync(ListPolicies.Tool, new { attached = true });

        Assert.Equal(1, page.GetProperty("items")[0].GetProperty("attachments").GetInt32());
    }
}
