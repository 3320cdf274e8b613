using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class CreateUserTests : IamToolTest
{
    private static readonly object Arguments = new { userName = "bob", groupNames = new[] { "admins" }, path = "/shop/" };

    [Fact]
    public async Task The_groups_that_it_joins_are_touched_and_carry_no_tags() // SAF-M3a
    {
        var plan = await PlanAsync(CreateUser.Tool, Arguments);

        var group = Assert.Single(plan.Resources);
        Assert.Equal(("arn:aws:iam::123456789012:group/admins", null), (group.Id, group.Tags));
        Assert.Contains("user bob: member of group: admins; it gets the group's policies", Lines(plan));
    }

    [Fact]
    public async Task It_joins_its_groups_and_each_step_is_told() // S3-C11b
    {
        Client.CreateUserAsync(Arg.Is<CreateUserRequest>(r => r.Path == "/shop/"), Arg.Any<CancellationToken>())
            .Returns(new CreateUserResponse { User = new() { UserName = "bob", Arn = "arn:bob", UserId = "AIDA" } });
        var context = Context();

        await RunAsync(CreateUser.Tool, Arguments, context);

        await Client.Received()
            .AddUserToGroupAsync(Arg.Is<AddUserToGroupRequest>(r => r.GroupName == "admins" && r.UserName == "bob"),
                Arg.Any<CancellationToken>());
        await Client.DidNotReceiveWithAnyArgs().CreateLoginProfileAsync(default!, default);
        Assert.Equal(["created arn:bob", "joined the group admins"], context.Steps.Select(s => s.What));
    }

    [Fact]
    public async Task A_taken_name_is_an_obstacle_and_a_boundary_is_told()
    {
        var taken = await PlanAsync(CreateUser.Tool, new { userName = "alice", permissionsBoundary = Ours });
        Client.GetUserAsync(default(GetUserRequest)!, default).ReturnsForAnyArgs(Task.FromException<GetUserResponse>(
            new NoSuchEntityException("none")));
        var free = await PlanAsync(CreateUser.Tool, new { userName = "alice" });

        Assert.StartsWith("There is a user alice already", Assert.Single(taken.Obstacles), StringComparison.Ordinal);
        Assert.Contains(taken.Changes, c => c is { Property: "permissions boundary", To: Ours });
        Assert.Empty(free.Obstacles);
    }
}
