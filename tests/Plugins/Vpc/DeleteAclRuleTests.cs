namespace Infra.Plugins.Vpc;

public sealed class DeleteAclRuleTests : AclTest
{
    [Fact]
    public async Task What_decides_then_is_told_and_a_missing_rule_is_not_found()
    {
        var plan = await PlanAsync(DeleteAclRule.Tool, new { aclId = "acl-1", ruleNumber = 90 });
        await RunAsync(DeleteAclRule.Tool, new { aclId = "acl-1", ruleNumber = 90 });

        Assert.Contains("rule 100: allow all from 0.0.0.0/0: stays; it decides now where it fits", Lines(plan));
        Assert.Equal("vpc_put_acl_rule", plan.Undo!.Tool);
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(DeleteAclRule.Tool, new { aclId = "acl-1", ruleNumber = 90, direction = "outbound" }))).Code);
    }
}
