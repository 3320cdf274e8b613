using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class CreateRoleTests : IamToolTest
{
    [Fact]
    public async Task A_service_becomes_a_trust_policy_and_policies_are_attached()
    {
        CreateRoleRequest? sent = null;
        Client.CreateRoleAsync(Arg.Do<CreateRoleRequest>(r => sent = r), default).ReturnsForAnyArgs(new CreateRoleResponse { Role = new() { RoleName = "web", Arn = "arn:web", RoleId = "AROA" } });

        await RunAsync(CreateRole.Tool, new { name = "web", service = "ec2.amazonaws.com", policyArns = new[] { Ours }, tags = new { team = "shop" } });

        Assert.Equal(["ec2.amazonaws.com"], PolicyDocuments.Trusted(PolicyDocuments.Decode(sent!.AssumeRolePolicyDocument)));
        Assert.Equal("shop", Assert.Single(sent.Tags).Value);
        await Client.Received().AttachRolePolicyAsync(Arg.Is<AttachRolePolicyRequest>(r => r.PolicyArn == Ours && r.RoleName == "web"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_plan_warns_of_open_trust_and_of_administrators()
    {
        var plan = await PlanAsync(CreateRole.Tool, new { name = "web", trustPolicy = TrustsAll, policyArns = new[] { Ours } });

        Assert.Equal(2, plan.Effects.Count(e => e.StartsWith("WARNING", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Someone_must_be_trusted() =>
        Assert.Equal(ToolErrorCode.InvalidInput, (await FailsAsync(() => PlanAsync(CreateRole.Tool, new { name = "web" }))).Code);
}
