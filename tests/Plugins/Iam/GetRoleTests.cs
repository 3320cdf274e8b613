using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class GetRoleTests : IamToolTest
{
    [Fact]
    public async Task Documents_are_decoded_and_AWS_managed_ones_left_out()
    {
        Client.ListAttachedRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse
        {
            AttachedPolicies = [new() { PolicyName = "ours", PolicyArn = Ours },
                new() { PolicyName = "ReadOnlyAccess", PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
        });
        Client.ListRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListRolePoliciesResponse { PolicyNames = ["narrow"] });
        Client.GetRolePolicyAsync(default!, default)
            .ReturnsForAnyArgs(new GetRolePolicyResponse { PolicyDocument = Uri.EscapeDataString(Narrow) });
        Client.ListInstanceProfilesForRoleAsync(default!, default)
            .ReturnsForAnyArgs(new ListInstanceProfilesForRoleResponse { InstanceProfiles = [new() { Arn = "arn:profile" }] });

        var role = await RunAsync(GetRole.Tool, new { roleName = "web" });

        Assert.Equal("ec2.amazonaws.com",
            role.GetProperty("trustPolicy").GetProperty("Statement").GetProperty("Principal").GetProperty("Service").GetString());
        Assert.Equal("*",
            role.GetProperty("attachedPolicies")[0].GetProperty("document").GetProperty("Statement")[0].GetProperty("Action").GetString());
        Assert.False(role.GetProperty("attachedPolicies")[1].TryGetProperty("document", out _));
        // A plus sign is itself in IAM's encoding, and no blank.
        Assert.Equal("arn:aws:s3:::b/a+b",
            role.GetProperty("inlinePolicies")[0].GetProperty("document").GetProperty("Statement")[0].GetProperty("Resource").GetString());
        Assert.Equal("arn:profile", role.GetProperty("instanceProfiles")[0].GetString());
    }

    [Fact]
    public async Task Documents_that_are_too_long_for_an_answer_are_left_to_iam_get_policy() // ANS-R3
    {
        var actions = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"service{i}:Action\""));
        var long1 = Open.Replace("\"*\",", $"[{actions}],", StringComparison.Ordinal);
        Client.GetPolicyVersionAsync(default!, default)
            .ReturnsForAnyArgs(new GetPolicyVersionResponse { PolicyVersion = new() { Document = Uri.EscapeDataString(long1) } });
        Client.ListAttachedRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse
        {
            AttachedPolicies = [.. Enumerable.Range(1, 3)
                .Select(i => new AttachedPolicyType { PolicyName = $"p{i}", PolicyArn = Ours + i })],
        });

        var role = await RunAsync(GetRole.Tool, new { roleName = "web" });

        Assert.Equal([true, true, false],
            role.GetProperty("attachedPolicies").EnumerateArray().Select(p => p.TryGetProperty("document", out _)));
        Assert.Equal("Left out for their length: the documents of p3. iam_get_policy shows each.", role.GetProperty("note").GetString());
    }
}
