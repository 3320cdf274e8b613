using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class UpdateRoleTests : IamToolTest
{
    [Fact]
    public async Task What_is_left_out_is_sent_as_it_is_since_IAM_would_reset_it()
    {
        (Role.Description, Role.MaxSessionDuration) = ("web servers", 3600);
        UpdateRoleRequest? sent = null;
        Client.UpdateRoleAsync(Arg.Do<UpdateRoleRequest>(r => sent = r), default).ReturnsForAnyArgs(new UpdateRoleResponse());

        await RunAsync(UpdateRole.Tool, new { roleName = "web", maxSessionSeconds = 14400 });

        Assert.Equal(("web servers", 14400), (sent!.Description, sent.MaxSessionDuration!.Value));
    }

    [Fact]
    public async Task A_role_of_a_service_is_not_changed()
    {
        Role.Path = "/aws-service-role/ecs.amazonaws.com/";

        Assert.Single((await PlanAsync(UpdateRole.Tool, new { roleName = "web", description = "x" })).Obstacles);
    }
}
