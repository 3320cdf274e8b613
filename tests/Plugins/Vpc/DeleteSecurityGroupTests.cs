using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteSecurityGroupTests : NetworkTest
{
    [Fact]
    public async Task The_plan_lists_interfaces_and_groups_that_use_it()
    {
        var plan = await PlanAsync(DeleteSecurityGroup.Tool, new { groupId = "sg-1" });

        Assert.Equal(["In the way: eni-1 (instance i-1, 10.0.1.5, 203.0.113.7) uses it", "In the way: sg-2 (db) refers to it: inbound tcp 5432"], plan.Effects);
        Assert.Contains("inbound tcp 22 from 0.0.0.0/0", Assert.Single(plan.Resources).State);
    }

    [Fact]
    public async Task The_default_group_cannot_be_deleted() =>
        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteSecurityGroup.Tool, new { groupId = "sg-0" }))).Code);

    [Fact]
    public async Task It_is_deleted()
    {
        await RunAsync(DeleteSecurityGroup.Tool, new { groupId = "sg-2" });

        await Client.Received().DeleteSecurityGroupAsync(Arg.Is<DeleteSecurityGroupRequest>(r => r.GroupId == "sg-2"), default);
    }
}
