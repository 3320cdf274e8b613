using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class CreatePolicyTests : IamToolTest
{
    [Fact]
    public async Task The_plan_warns_of_a_policy_for_administrators() =>
        Assert.Contains((await PlanAsync(CreatePolicy.Tool, new { name = "p", document = Open })).Effects, e => e.StartsWith("WARNING", StringComparison.Ordinal));

    [Fact]
    public async Task A_document_that_is_none_is_never_sent()
    {
        await FailsAsync(() => RunAsync(CreatePolicy.Tool, new { name = "p", document = "{}" }));

        await Client.DidNotReceiveWithAnyArgs().CreatePolicyAsync(default!, default);
    }
}

public sealed class CreateUserTests : IamToolTest
{
    [Fact]
    public async Task It_joins_groups_that_the_plan_has_found()
    {
        Client.CreateUserAsync(default!, default).ReturnsForAnyArgs(new CreateUserResponse { User = new() { UserName = "bob", Arn = "arn:bob", UserId = "AIDA" } });
        var arguments = new { name = "bob", groups = new[] { "admins" } };

        Assert.Contains("Joins the group admins and gets its policies.", (await PlanAsync(CreateUser.Tool, arguments)).Effects);
        await RunAsync(CreateUser.Tool, arguments);

        await Client.Received().AddUserToGroupAsync(Arg.Is<AddUserToGroupRequest>(r => r.GroupName == "admins" && r.UserName == "bob"), Arg.Any<CancellationToken>());
        await Client.DidNotReceiveWithAnyArgs().CreateLoginProfileAsync(default!, default);
    }
}

public sealed class CreateInstanceProfileTests : IamToolTest
{
    [Fact]
    public async Task The_plan_warns_of_a_role_that_EC2_cannot_assume()
    {
        Role.AssumeRolePolicyDocument = Uri.EscapeDataString(TrustsEc2.Replace("ec2.", "lambda.", StringComparison.Ordinal));

        Assert.StartsWith("WARNING", Assert.Single((await PlanAsync(CreateInstanceProfile.Tool, new { name = "p", role = "web" })).Effects), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_role_is_put_in()
    {
        Client.CreateInstanceProfileAsync(default!, default).ReturnsForAnyArgs(new CreateInstanceProfileResponse { InstanceProfile = new() { InstanceProfileName = "p", Arn = "arn:p" } });

        await RunAsync(CreateInstanceProfile.Tool, new { name = "p", role = "web" });

        await Client.Received().AddRoleToInstanceProfileAsync(Arg.Is<AddRoleToInstanceProfileRequest>(r => r.RoleName == "web" && r.InstanceProfileName == "p"), Arg.Any<CancellationToken>());
    }
}

public sealed class CreateAccessKeyTests : IamToolTest
{
    [Fact]
    public void It_is_marked_as_giving_a_secret() => Assert.True(CreateAccessKey.Tool.Bind(_ => Client).Secret);

    [Fact]
    public async Task A_third_key_is_refused_with_the_two_there_are()
    {
        Client.ListAccessKeysAsync(default(ListAccessKeysRequest)!, default).ReturnsForAnyArgs(new ListAccessKeysResponse { AccessKeyMetadata = [new() { AccessKeyId = "AKIA1", UserName = "alice", Status = "Active" }, new() { AccessKeyId = "AKIA2", UserName = "alice", Status = "Inactive" }] });
        Client.GetAccessKeyLastUsedAsync(default!, default).ReturnsForAnyArgs(new GetAccessKeyLastUsedResponse());

        var error = await FailsAsync(() => PlanAsync(CreateAccessKey.Tool, new { user = "alice" }));

        Assert.Equal(ToolErrorCode.LimitExceeded, error.Code);
        Assert.Contains("AKIA2 (Inactive", error.Message, StringComparison.Ordinal);
    }
}

public sealed class TagRoleTests : IamToolTest
{
    [Fact]
    public async Task The_plan_tells_each_tag_before_and_after() =>
        Assert.Equal(["team: 'shop' -> 'web'", "owner: none -> 'bob'"], (await PlanAsync(TagRole.Tool, new { role = "web", tags = new { team = "web", owner = "bob" } })).Effects);

    [Fact]
    public async Task Removing_alone_sets_nothing()
    {
        await RunAsync(TagRole.Tool, new { role = "web", removeKeys = new[] { "team" } });

        await Client.DidNotReceiveWithAnyArgs().TagRoleAsync(default!, default);
        await Client.Received().UntagRoleAsync(Arg.Is<UntagRoleRequest>(r => r.TagKeys.Single() == "team"), Arg.Any<CancellationToken>());
    }
}
