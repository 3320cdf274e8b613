using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class DeleteInlinePolicyTests : IamToolTest
{
    [Fact]
    public async Task The_journal_gets_the_document_and_the_plan_the_call_that_puts_it_back()
    {
        Client.GetGroupPolicyAsync(default!, default)
            .ReturnsForAnyArgs(new GetGroupPolicyResponse { PolicyDocument = Uri.EscapeDataString(Narrow) });

        var plan = await PlanAsync(DeleteInlinePolicy.Tool, new { groupName = "admins", policyName = "p" });

        Assert.EndsWith(Narrow, plan.Resources[0].State, StringComparison.Ordinal);
        Assert.Equal(("iam_put_inline_policy", Narrow), (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("policyDocument").GetString()));
    }
}
