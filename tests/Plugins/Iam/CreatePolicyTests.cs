using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class CreatePolicyTests : IamToolTest
{
    [Fact]
    public async Task The_plan_warns_of_a_policy_for_administrators() =>
        Assert.Single((await PlanAsync(CreatePolicy.Tool, new { policyName = "p", policyDocument = Open })).Warnings);

    [Fact]
    public async Task A_document_that_is_none_is_never_sent()
    {
        await FailsAsync(() => RunAsync(CreatePolicy.Tool, new { policyName = "p", policyDocument = "{}" }));

        await Client.DidNotReceiveWithAnyArgs().CreatePolicyAsync(default!, default);
    }

    [Fact]
    public async Task The_path_goes_along() // S3-B15b
    {
        Client.CreatePolicyAsync(Arg.Is<CreatePolicyRequest>(r => r.Path == "/shop/"), Arg.Any<CancellationToken>())
            .Returns(new CreatePolicyResponse { Policy = Policy });

        Assert.Equal(Ours,
            (await RunAsync(CreatePolicy.Tool, new { policyName = "p", policyDocument = Narrow, path = "/shop/" })).GetProperty("arn")
                .GetString());
    }
}
