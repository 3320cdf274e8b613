using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class CreateInstanceProfileTests : IamToolTest
{
    private static readonly object Arguments = new { instanceProfileName = "p", roleName = "web" };

    [Fact]
    public async Task The_plan_warns_of_a_role_that_EC2_cannot_assume()
    {
        Assert.Empty((await PlanAsync(CreateInstanceProfile.Tool, Arguments)).Warnings);
        Role.AssumeRolePolicyDocument = Uri.EscapeDataString(TrustsEc2.Replace("ec2.", "lambda.", StringComparison.Ordinal));

        Assert.Contains("does not trust EC2", Assert.Single((await PlanAsync(CreateInstanceProfile.Tool, Arguments)).Warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_name_is_an_obstacle()
    {
        Assert.Empty((await PlanAsync(CreateInstanceProfile.Tool, Arguments)).Obstacles);
        Client.GetInstanceProfileAsync(default!, default)
            .ReturnsForAnyArgs(new GetInstanceProfileResponse { InstanceProfile = new() { InstanceProfileName = "p", Arn = "arn:p" } });

        Assert.Equal("There is an instance profile p already: arn:p.",
            Assert.Single((await PlanAsync(CreateInstanceProfile.Tool, Arguments)).Obstacles));
    }

    [Fact]
    public async Task The_role_that_goes_in_is_touched() // SAF-M3a
    {
        var role = Assert.Single((await PlanAsync(CreateInstanceProfile.Tool, Arguments)).Resources);

        Assert.Equal((Role.Arn, "shop"), (role.Id, role.Tags!["team"]));
    }

    [Fact]
    public async Task The_role_is_put_in()
    {
        Client.CreateInstanceProfileAsync(default!, default)
            .ReturnsForAnyArgs(new CreateInstanceProfileResponse { InstanceProfile = new() { InstanceProfileName = "p", Arn = "arn:p" } });
        var context = Context();

        await RunAsync(CreateInstanceProfile.Tool, Arguments, context);

        await Client.Received().AddRoleToInstanceProfileAsync(
            Arg.Is<AddRoleToInstanceProfileRequest>(r => r.RoleName == "web" && r.InstanceProfileName == "p"),
            Arg.Any<CancellationToken>());
        Assert.Equal(new ToolStep("created arn:p", "arn:p"), context.Steps[0]);
    }
}
