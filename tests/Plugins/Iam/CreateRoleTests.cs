using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class CreateRoleTests : IamToolTest
{
    [Fact]
    public async Task A_service_becomes_a_trust_policy_and_policies_are_attached()
    {
        CreateRoleRequest? sent = null;
        Client.CreateRoleAsync(Arg.Do<CreateRoleRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateRoleResponse { Role = new() { RoleName = "web", Arn = "arn:web", RoleId = "AROA" } });

        await RunAsync(CreateRole.Tool,
            new
            {
                roleName = "web",
                service = "ec2.amazonaws.com",
                policyArns = new[] { Ours },
                path = "/shop/",
                tags = new { team = "shop" }
            });

        Assert.Equal(["ec2.amazonaws.com"], PolicyDocuments.Trusted(PolicyDocuments.Decode(sent!.AssumeRolePolicyDocument)));
        Assert.Equal(("shop", "/shop/"), (Assert.Single(sent.Tags).Value, sent.Path));
        await Client.Received()
            .AttachRolePolicyAsync(Arg.Is<AttachRolePolicyRequest>(r => r.PolicyArn == Ours && r.RoleName == "web"),
                Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_plan_warns_of_open_trust_and_of_administrators()
    {
        var plan = await PlanAsync(CreateRole.Tool, new { roleName = "web", trustPolicyDocument = TrustsAll, policyArns = new[] { Ours } });

        Assert.Equal(
            ["It trusts everyone, in any AWS account.", "ours: It allows every action on every resource: full administrator access."],
            plan.Warnings);
        Assert.Equal("""{"roleName":"web","detachAll":true}""", plan.Undo!.Arguments.GetRawText());
    }

    [Fact]
    public async Task Someone_must_be_trusted() =>
        Assert.Equal(ToolErrorCode.InvalidInput, (await FailsAsync(() => PlanAsync(CreateRole.Tool, new { roleName = "web" }))).Code);

    [Fact]
    public async Task What_was_made_before_a_step_failed_is_told() // S3-C11a
    {
        Client.CreateRoleAsync(default!, default)
            .ReturnsForAnyArgs(new CreateRoleResponse { Role = new() { RoleName = "web", Arn = "arn:web", RoleId = "AROA" } });
        Client.AttachRolePolicyAsync(Arg.Is<AttachRolePolicyRequest>(r => r.PolicyArn.EndsWith("p2")), Arg.Any<CancellationToken>())
            .Returns<AttachRolePolicyResponse>(_ =>
                throw new LimitExceededException("Cannot exceed quota for PoliciesPerRole") { ErrorCode = "LimitExceeded" });
        var context = Context();

        await FailsAsync(() =>
            RunAsync(CreateRole.Tool,
                new { roleName = "web", service = "ec2.amazonaws.com", policyArns = new[] { Ours + "/p1", Ours + "/p2" } }, context));

        Assert.Equal([new ToolStep("created arn:web", "arn:web"), new ToolStep($"attached {Ours}/p1", null)], context.Steps);
    }

    [Fact]
    public async Task IAM_may_not_know_the_new_role_at_once()
    {
        Client.CreateRoleAsync(default!, default)
            .ReturnsForAnyArgs(new CreateRoleResponse { Role = new() { RoleName = "web", Arn = "arn:web", RoleId = "AROA" } });
        var tries = 0;
        Client.AttachRolePolicyAsync(default!, default).ReturnsForAnyArgs(_ =>
            ++tries < 3 ? throw new NoSuchEntityException("The role with name web cannot be found.") { ErrorCode = "NoSuchEntity" }
                : new AttachRolePolicyResponse());

        await RunAsync(CreateRole.Tool, new { roleName = "web", service = "ec2.amazonaws.com", policyArns = new[] { Ours } });

        Assert.Equal(3, tries);
    }
}
