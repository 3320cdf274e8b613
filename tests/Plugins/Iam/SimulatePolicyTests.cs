using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class SimulatePolicyTests : IamToolTest
{
    private SimulatePrincipalPolicyRequest? sent;

    private void Answers(params EvaluationResult[] results) =>
        Client.SimulatePrincipalPolicyAsync(Arg.Do<SimulatePrincipalPolicyRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new SimulatePrincipalPolicyResponse { EvaluationResults = [.. results] });

    [Fact]
    public async Task The_reason_is_told_for_each_resource()
    {
        Answers(new EvaluationResult
        {
            EvalActionName = "s3:GetObject",
            EvalResourceName = "*",
            EvalDecision = PolicyEvaluationDecisionType.ExplicitDeny,
            ResourceSpecificResults =
            [
                new() { EvalResourceName = "arn:a", EvalResourceDecision = PolicyEvaluationDecisionType.Allowed,
                    MatchedStatements = [new() { SourcePolicyId = "ours", SourcePolicyType = "user-managed" }] },
                new() { EvalResourceName = "arn:b", EvalResourceDecision = PolicyEvaluationDecisionType.ExplicitDeny,
                    MissingContextValues = ["aws:SourceIp"] },
                new() { EvalResourceName = "arn:c", EvalResourceDecision = PolicyEvaluationDecisionType.ImplicitDeny,
                    PermissionsBoundaryDecisionDetail = new() { AllowedByPermissionsBoundary = false } },
            ],
        });

        var result = await RunAsync(SimulatePolicy.Tool, new
        {
            principalArn = Role.Arn,
            actions = new[] { "s3:GetObject" },
            resources = new[] { "arn:a", "arn:b", "arn:c" },
            context = new Dictionary<string, string> { ["aws:SourceIp"] = "203.0.113.7", ["aws:SecureTransport"] = "true" },
        });

        Assert.False(result.GetProperty("allAllowed").GetBoolean());
        Assert.Equal(["a policy allows it", "a policy denies it explicitly", "the permissions boundary does not allow it"],
            result.GetProperty("decisions").EnumerateArray().Select(d => d.GetProperty("reason").GetString()));
        Assert.Equal("ours (user-managed)", result.GetProperty("decisions")[0].GetProperty("matchedPolicies")[0].GetString());
        Assert.Equal(["ip", "boolean"], sent!.ContextEntries.Select(c => c.ContextKeyType.Value));
    }

    [Fact]
    public async Task Without_resources_the_decision_on_any_is_told()
    {
        Answers(new EvaluationResult
        {
            EvalActionName = "ec2:RunInstances",
            EvalResourceName = "*",
            EvalDecision = PolicyEvaluationDecisionType.ImplicitDeny,
            OrganizationsDecisionDetail = new() { AllowedByOrganizations = false }
        });

        var result = await RunAsync(SimulatePolicy.Tool, new { principalArn = User.Arn, actions = new[] { "ec2:RunInstances" } });

        Assert.Equal("a service control policy of the organization denies it",
            result.GetProperty("decisions")[0].GetProperty("reason").GetString());
        Assert.Null(sent!.ResourceArns);
    }

    [Fact]
    public async Task A_session_is_decided_for_its_role_with_the_path_that_the_ARN_of_a_session_lacks() // S3-B15b
    {
        Answers();
        Role.Arn = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/web";

        var result = await RunAsync(SimulatePolicy.Tool,
            new { principalArn = "arn:aws:sts::123456789012:assumed-role/web/me@example.com", actions = new[] { "s3:GetObject" } });

        Assert.Equal((Role.Arn, Role.Arn), (sent!.PolicySourceArn, result.GetProperty("principalArn").GetString()));
        Assert.Contains("session policy", result.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_permission_to_look_the_role_is_taken_to_have_no_path()
    {
        Answers();
        Client.GetRoleAsync(default!, default).ReturnsForAnyArgs<GetRoleResponse>(_ => throw Denied());

        await RunAsync(SimulatePolicy.Tool,
            new { principalArn = "arn:aws-cn:sts::123456789012:assumed-role/web/s", actions = new[] { "s3:GetObject" } });

        Assert.Equal("arn:aws-cn:iam::123456789012:role/web", sent!.PolicySourceArn);
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:root")]
    [InlineData("arn:aws:sts::123456789012:federated-user/bob")]
    [InlineData("arn:aws:iam::123456789012:policy/p")]
    public async Task What_IAM_cannot_simulate_is_refused_before_anything_is_sent(string arn)
    {
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() => RunAsync(SimulatePolicy.Tool, new { principalArn = arn, actions = new[] { "s3:GetObject" } }))).Code);

        Assert.Empty(Client.ReceivedCalls());
    }

    [Theory]
    [InlineData("aws:SourceIp", "2001:db8::/32", "ip")]
    [InlineData("s3:TlsVersion", "1.2", "numeric")]
    [InlineData("aws:SourceAccount", "123456789012", "string")]
    [InlineData("aws:CurrentTime", "2026-01-01T00:00:00Z", "date")]
    [InlineData("custom:Address", "10.0.0.1", "ip")]
    [InlineData("aws:SecureTransport", "true", "boolean")]
    public async Task The_type_of_a_context_value_is_that_of_its_key(string key, string value, string type)
    {
        Answers();

        await RunAsync(SimulatePolicy.Tool, new
        {
            principalArn = User.Arn,
            actions = new[] { "s3:GetObject" },
            context = new Dictionary<string, string> { [key] = value },
        });

        Assert.Equal(type, Assert.Single(sent!.ContextEntries).ContextKeyType.Value);
    }
}
