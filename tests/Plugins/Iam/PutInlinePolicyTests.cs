using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Iam;

public sealed class PutInlinePolicyTests : IamToolTest
{
    [Fact]
    public async Task A_new_policy_is_told_from_a_replaced_one()
    {
        Client.GetRolePolicyAsync(default!, default).ReturnsForAnyArgs<GetRolePolicyResponse>(_ => throw new NoSuchEntityException("none"));
        var arguments = new { identityType = "role", identityName = "web", policyName = "p", document = Narrow };
        Assert.StartsWith("Create the inline policy p of the role web", (await PlanAsync(PutInlinePolicy.Tool, arguments)).Summary, StringComparison.Ordinal);

        Client.Configure().GetRolePolicyAsync(default!, default).ReturnsForAnyArgs(new GetRolePolicyResponse { PolicyDocument = Uri.EscapeDataString(Open) });
        var plan = await PlanAsync(PutInlinePolicy.Tool, arguments);

        Assert.Equal([$"Now: {Open}", $"Then: {Narrow}"], plan.Effects);
        Assert.Contains(Open, plan.Resources[0].State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_is_sent_as_it_was_given()
    {
        await RunAsync(PutInlinePolicy.Tool, new { identityType = "user", identityName = "alice", policyName = "p", document = Narrow });

        await Client.Received().PutUserPolicyAsync(Arg.Is<PutUserPolicyRequest>(r => r.PolicyDocument == Narrow), Arg.Any<CancellationToken>());
    }
}
