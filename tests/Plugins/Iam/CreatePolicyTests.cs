using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Iam;

public sealed class CreatePolicyTests : IamToolTest
{
    [Fact]
    public async Task The_plan_warns_of_a_policy_for_administrators() =>
        Assert.Single((await PlanAsync(CreatePolicy.Tool, new { policyName = "p", policyDocument = Open })).Warnings);

    // Names differ in more than the case of their letters, whatever their paths are.
    [Fact]
    public async Task A_taken_name_is_an_obstacle_on_any_page()
    {
        Client.ListPoliciesAsync(default(ListPoliciesRequest)!, default).ReturnsForAnyArgs(
            new ListPoliciesResponse { IsTruncated = true, Marker = "2" },
            new ListPoliciesResponse { Policies = [new() { PolicyName = "P", Arn = "arn:aws:iam::123456789012:policy/team/P" }] });

        Assert.Equal("There is a policy p already: arn:aws:iam::123456789012:policy/team/P.",
            Assert.Single((await PlanAsync(CreatePolicy.Tool, new { policyName = "p", policyDocument = Narrow })).Obstacles));
    }

    [Fact]
    public async Task Where_policies_may_not_be_listed_the_plan_says_so()
    {
        Client.ListPoliciesAsync(default(ListPoliciesRequest)!, default)
            .ThrowsAsyncForAnyArgs(new AmazonIdentityManagementServiceException("no") { ErrorCode = "AccessDenied" });

        var plan = await PlanAsync(CreatePolicy.Tool, new { policyName = "p", policyDocument = Narrow });

        Assert.Empty(plan.Obstacles);
        Assert.StartsWith("Whether there is a policy p: not known", Assert.Single(plan.Unknown), StringComparison.Ordinal);
    }

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
