using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class SetBoundaryTests : IamToolTest
{
    [Fact]
    public async Task Without_a_boundary_the_way_back_removes_it_and_with_one_restores_it()
    {
        var first = await PlanAsync(SetBoundary.Tool, new { roleName = "web", policyArn = Ours });
        Role.PermissionsBoundary = new() { PermissionsBoundaryArn = Ours };
        var removal = await PlanAsync(SetBoundary.Tool, new { roleName = "web" });

        Assert.Equal("""{"roleName":"web"}""", first.Undo!.Arguments.GetRawText());
        Assert.Equal(Ours, removal.Undo!.Arguments.GetProperty("policyArn").GetString());
        Assert.Single(removal.Warnings);
    }

    [Fact]
    public async Task A_user_is_bounded_by_the_operation_for_users()
    {
        await RunAsync(SetBoundary.Tool, new { userName = "alice", policyArn = Ours });

        await Client.Received(1).PutUserPermissionsBoundaryAsync(Arg.Is<PutUserPermissionsBoundaryRequest>(r => r.UserName == "alice"),
            Arg.Any<CancellationToken>());
        await FailsAsync(() => PlanAsync(SetBoundary.Tool, new { policyArn = Ours }));
    }
}
