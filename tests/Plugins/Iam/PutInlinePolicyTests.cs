using Amazon.IdentityManagement.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Iam;

public sealed class PutInlinePolicyTests : IamToolTest
{
    [Fact]
    public async Task A_new_policy_is_told_from_a_replaced_one()
    {
        Client.GetRolePolicyAsync(default!, default).ReturnsForAnyArgs<GetRolePolicyResponse>(_ => throw new NoSuchEntityException("none"));
        var arguments = new { roleName = "web", policyName = "p", policyDocument = Narrow };
        var created = await PlanAsync(PutInlinePolicy.Tool, arguments);
        Assert.StartsWith("Create the inline policy p of the role web", created.Summary, StringComparison.Ordinal);
        Assert.Equal("iam_delete_inline_policy", created.Undo!.Tool);

        Client.Configure().GetRolePolicyAsync(default!, default)
            .ReturnsForAnyArgs(new GetRolePolicyResponse { PolicyDocument = Uri.EscapeDataString(Open) });
        var plan = await PlanAsync(PutInlinePolicy.Tool, arguments);

        Assert.Equal((Open, Narrow), (plan.Changes[0].From, plan.Changes[0].To));
        Assert.Equal($$"""{"roleName":"web","policyName":"p","policyDocument":{{System.Text.Json.JsonSerializer.Serialize(Open)}}}""",
            plan.Undo!.Arguments.GetRawText());
        Assert.Contains(Open, plan.Resources[0].State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_is_sent_as_it_was_given()
    {
        await RunAsync(PutInlinePolicy.Tool, new { userName = "alice", policyName = "p", policyDocument = Narrow });

        await Client.Received()
            .PutUserPolicyAsync(Arg.Is<PutUserPolicyRequest>(r => r.PolicyDocument == Narrow), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_document_without_version_can_be_put_back_as_it_was_read() // PUB-25, S3-B15b
    {
        const string old = """
            {"Statement":[{"Action":"events:PutEvents","Effect":"Allow","Resource":"arn:aws:events:eu-west-1:1:event-bus/${aws:username}"}]}
            """;
        Client.GetUserPolicyAsync(default!, default).ReturnsForAnyArgs<GetUserPolicyResponse>(_ => throw new NoSuchEntityException("none"));

        var plan = await PlanAsync(PutInlinePolicy.Tool, new { userName = "alice", policyName = "p", policyDocument = old });
        await RunAsync(PutInlinePolicy.Tool, new { userName = "alice", policyName = "p", policyDocument = old });

        Assert.Contains("policy variables such as ${aws:username} are plain text", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        await Client.Received()
            .PutUserPolicyAsync(Arg.Is<PutUserPolicyRequest>(r => r.PolicyDocument == old), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Exactly_one_of_role_user_and_group_is_named()
    {
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() => PlanAsync(PutInlinePolicy.Tool, new { policyName = "p", policyDocument = Narrow }))).Code);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() =>
                PlanAsync(PutInlinePolicy.Tool,
                    new { roleName = "web", userName = "alice", policyName = "p", policyDocument = Narrow }))).Code);
    }
}
