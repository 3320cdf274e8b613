using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class DetachPolicyTests : IamToolTest
{
    private void Attached(string arn) => Client.ListAttachedRolePoliciesAsync(default!, default)
        .ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse { AttachedPolicies = [new() { PolicyArn = arn }] });

    [Fact]
    public async Task What_is_not_attached_cannot_be_detached()
    {
        Attached("arn:other");

        var error = await FailsAsync(() => PlanAsync(DetachPolicy.Tool, new { roleName = "web", policyArn = Ours }));

        Assert.Equal((ToolErrorCode.NotFound, "Attached are arn:other."), (error.Code, error.Hint));
    }

    [Fact]
    public async Task The_plan_tells_what_is_lost_and_how_to_give_it_back()
    {
        Attached(Ours);

        var plan = await PlanAsync(DetachPolicy.Tool, new { roleName = "web", policyArn = Ours });

        Assert.Equal(
        [
            $"role web: attached policies: {Ours} -> none; it loses at once: {Open}",
            $"policy {Ours}: stays",
            $$"""To take it back: iam_attach_policy {"roleName":"web","policyArn":"{{Ours}}"}""",
        ], Lines(plan));
    }

    [Fact]
    public async Task A_policy_that_may_not_be_read_can_be_detached_all_the_same() // ANS-R14
    {
        Attached(Ours);
        Client.GetPolicyAsync(default!, default).ReturnsForAnyArgs<GetPolicyResponse>(_ => throw Denied());

        Assert.Equal(["What the policy allows: not known (AccessDenied)."],
            (await PlanAsync(DetachPolicy.Tool, new { roleName = "web", policyArn = Ours })).Unknown);
    }
}
