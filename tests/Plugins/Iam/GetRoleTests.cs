using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class GetRoleTests : IamToolTest
{
    [Fact]
    public async Task Documents_are_decoded_and_AWS_managed_ones_left_out()
    {
        Client.ListAttachedRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse
        {
            AttachedPolicies = [new() { PolicyName = "ours", PolicyArn = Ours }, new() { PolicyName = "ReadOnlyAccess", PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
        });
        Client.ListRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListRolePoliciesResponse { PolicyNames = ["narrow"] });
        Client.GetRolePolicyAsync(default!, default).ReturnsForAnyArgs(new GetRolePolicyResponse { PolicyDocument = Uri.EscapeDataString(Narrow) });
        Client.ListInstanceProfilesForRoleAsync(default!, default).ReturnsForAnyArgs(new ListInstanceProfilesForRoleResponse { InstanceProfiles = [new() { Arn = "arn:profile" }] });

        var role = await RunAsync(GetRole.Tool, new { name = "web" });

        Assert.Equal("ec2.amazonaws.com", role.GetProperty("trustPolicy").GetProperty("Statement").GetProperty("Principal").GetProperty("Service").GetString());
        Assert.Equal("*", role.GetProperty("attachedPolicies")[0].GetProperty("document").GetProperty("Statement")[0].GetProperty("Action").GetString());
        Assert.False(role.GetProperty("attachedPolicies")[1].TryGetProperty("document", out _));
        // A plus sign is itself in IAM's encoding, and no blank.
        Assert.Equal("arn:aws:s3:::b/a+b", role.GetProperty("inlinePolicies")[0].GetProperty("document").GetProperty("Statement")[0].GetProperty("Resource").GetString());
        Assert.Equal("arn:profile", role.GetProperty("instanceProfiles")[0].GetString());
    }
}
