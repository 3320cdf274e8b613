using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.SecurityToken.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Account;

public sealed class CheckAccessTests : AccountTest
{
    private readonly ToolContext context = Server(
        new ModuleStatus("ec2", ToolKind.Write, true,
        [
            Offered("ec2_list_instances", ToolKind.Read, ["ec2:DescribeInstances"]),
            Offered("ec2_stop_instances", ToolKind.Write, ["ec2:DescribeInstances", "ec2:StopInstances"]),
        ]),
        new ModuleStatus("s3", ToolKind.Read, true, [Offered("s3_list_buckets", ToolKind.Read, ["s3:ListAllMyBuckets"])])).Context;

    private readonly List<SimulatePrincipalPolicyRequest> asked = [];

    [Fact]
    public async Task A_tool_is_blocked_by_the_actions_that_are_denied()
    {
        Caller("arn:aws:iam::123456789012:user/ann");
        Deny("ec2:StopInstances");

        var result = await RunAsync(CheckAccess.Tool, new { }, context);

        Assert.Equal("""["ec2_list_instances","s3_list_buckets"]""", result.GetProperty("allowed").GetRawText());
        Assert.Equal("""[{"tool":"ec2_stop_instances","missing":["ec2:StopInstances"]}]""", result.GetProperty("blocked").GetRawText());
        Assert.Equal(["ec2:DescribeInstances", "ec2:StopInstances", "s3:ListAllMyBuckets"], asked.Single().ActionNames);
    }

    [Fact]
    public async Task Only_the_module_and_kind_asked_for_are_simulated()
    {
        Caller("arn:aws:iam::123456789012:user/ann");
        Deny();

        var result = await RunAsync(CheckAccess.Tool, new { module = "ec2", kind = "read" }, context);

        Assert.Equal("""["ec2_list_instances"]""", result.GetProperty("allowed").GetRawText());
        var e = await Assert.ThrowsAsync<ToolException>(() => RunAsync(CheckAccess.Tool, new { module = "ec3" }, context));
        Assert.Equal("Enabled are ec2, s3.", e.Hint);
    }

    [Fact]
    public async Task A_session_counts_as_its_role_with_the_roles_path()
    {
        Caller("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Reader_0a1b/ann@example.com");
        Iam.GetRoleAsync(Arg.Is<GetRoleRequest>(r => r.RoleName == "AWSReservedSSO_Reader_0a1b"), default).Returns(new GetRoleResponse
        {
            Role = new() { Arn = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Reader_0a1b" },
        });
        Deny();

        await RunAsync(CheckAccess.Tool, new { }, context);

        Assert.Equal("arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Reader_0a1b",
            asked.Single().PolicySourceArn);
    }

    [Fact]
    public async Task A_role_that_may_not_look_at_itself_is_taken_without_a_path()
    {
        Caller("arn:aws-cn:sts::123456789012:assumed-role/build/i-1");
        Iam.GetRoleAsync(default(GetRoleRequest)!, default).ThrowsAsyncForAnyArgs(Denied());
        Deny();

        await RunAsync(CheckAccess.Tool, new { }, context);

        Assert.Equal("arn:aws-cn:iam::123456789012:role/build", asked.Single().PolicySourceArn);
    }

    [Fact]
    public async Task All_pages_of_a_simulation_count()
    {
        Caller("arn:aws:iam::123456789012:user/ann");
        Iam.SimulatePrincipalPolicyAsync(default!, default).ReturnsForAnyArgs(
            new SimulatePrincipalPolicyResponse
            {
                IsTruncated = true,
                Marker = "2",
                EvaluationResults = [Result("ec2:DescribeInstances", "allowed")]
            },
            new SimulatePrincipalPolicyResponse { EvaluationResults = [Result("s3:ListAllMyBuckets", "explicitDeny")] });

        var result = await RunAsync(CheckAccess.Tool, new { }, context);

        Assert.Equal("""["s3:ListAllMyBuckets"]""", result.GetProperty("missingActions").GetRawText());
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:user/ann", ToolErrorCode.AccessDenied)]
    [InlineData("arn:aws:iam::123456789012:root", ToolErrorCode.NotSupported)]
    public async Task What_cannot_be_simulated_is_said(string caller, ToolErrorCode code)
    {
        Caller(caller);
        Iam.SimulatePrincipalPolicyAsync(default!, default).ThrowsAsyncForAnyArgs(Denied());

        Assert.Equal(code, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CheckAccess.Tool, new { }, context))).Code);
    }

    // ANS-R14
    [Fact]
    public async Task What_could_not_be_simulated_is_unknown_and_the_rest_is_told()
    {
        Caller("arn:aws:iam::123456789012:user/ann");
        var many = Enumerable.Range(100, 150).Select(n => $"a:Action{n}").ToArray();
        var server = Server(new ModuleStatus("a", ToolKind.Read, true,
            [Offered("a_list_first", ToolKind.Read, [many[0]]), Offered("a_list_all", ToolKind.Read, many)])).Context;
        Iam.SimulatePrincipalPolicyAsync(Arg.Any<SimulatePrincipalPolicyRequest>(), default)
            .ReturnsForAnyArgs(call => call.Arg<SimulatePrincipalPolicyRequest>().ActionNames.Contains(many[0])
            ? new SimulatePrincipalPolicyResponse { EvaluationResults = [Result(many[0], "allowed")] }
            : throw new AmazonIdentityManagementServiceException("busy")
            {
                ErrorCode = "ServiceFailure",
                StatusCode = System.Net.HttpStatusCode.InternalServerError
            });

        var result = await RunAsync(CheckAccess.Tool, new { }, server);

        Assert.Equal(("""["a_list_first"]""", """["a_list_all"]"""),
            (result.GetProperty("allowed").GetRawText(), result.GetProperty("unknown").GetRawText()));
        Assert.EndsWith("50 action(s) could not be simulated (ServiceFailure).", result.GetProperty("note").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_that_a_role_is_passed_to_is_no_part_of_the_action()
    {
        Caller("arn:aws:iam::123456789012:user/ann");
        Deny("iam:PassRole");
        var server = Server(new ModuleStatus("cfn", ToolKind.Write, true,
            [Offered("cfn_create_stack", ToolKind.Write, ["iam:PassRole>cloudformation.amazonaws.com"])])).Context;

        var result = await RunAsync(CheckAccess.Tool, new { }, server);

        Assert.Equal("""[{"tool":"cfn_create_stack","missing":["iam:PassRole"]}]""", result.GetProperty("blocked").GetRawText());
    }

    private void Caller(string arn) =>
        Sts.GetCallerIdentityAsync(default!, default).ReturnsForAnyArgs(new GetCallerIdentityResponse { Arn = arn });

    private void Deny(params string[] actions) =>
        Iam.SimulatePrincipalPolicyAsync(Arg.Do<SimulatePrincipalPolicyRequest>(asked.Add), default).ReturnsForAnyArgs(
        call => new SimulatePrincipalPolicyResponse
        {
            EvaluationResults = [.. call.Arg<SimulatePrincipalPolicyRequest>()
                .ActionNames.Select(a => Result(a, actions.Contains(a) ? "implicitDeny" : "allowed"))],
        });

    private static EvaluationResult Result(string action, string decision) => new() { EvalActionName = action, EvalDecision = decision };

    private static AmazonIdentityManagementServiceException Denied() =>
        new("not authorized") { ErrorCode = "AccessDenied", StatusCode = System.Net.HttpStatusCode.Forbidden };
}
