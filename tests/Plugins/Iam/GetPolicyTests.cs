using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class GetPolicyTests : IamToolTest
{
    [Fact]
    public async Task Holders_are_told_by_kind_and_an_older_version_can_be_asked_for()
    {
        Client.ListEntitiesForPolicyAsync(default!, default).ReturnsForAnyArgs(new ListEntitiesForPolicyResponse { PolicyRoles = [new() { RoleName = "web" }], PolicyUsers = [new() { UserName = "alice" }] });
        Client.GetPolicyVersionAsync(Arg.Is<GetPolicyVersionRequest>(r => r.VersionId == "v1"), default).Returns(new GetPolicyVersionResponse { PolicyVersion = new() { Document = Uri.EscapeDataString(Narrow) } });

        var policy = await RunAsync(GetPolicy.Tool, new { arn = Ours, version = "v1" });

        Assert.Equal(("web", "alice", 0), (policy.GetProperty("roles")[0].GetString(), policy.GetProperty("users")[0].GetString(), policy.GetProperty("groups").GetArrayLength()));
        Assert.Equal("s3:GetObject", policy.GetProperty("document").GetProperty("Statement")[0].GetProperty("Action").GetString());
        Assert.True(policy.GetProperty("versions")[0].GetProperty("isDefault").GetBoolean());
    }
}
