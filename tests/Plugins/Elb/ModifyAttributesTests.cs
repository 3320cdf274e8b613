namespace Infra.Plugins.Elb;

public sealed class ModifyAttributesTests : ElbTest
{
    [Fact]
    public async Task Attributes_are_planned_from_old_to_new_and_back()
    {
        Assert.Equal(
        [
            "web: deletion_protection.enabled: true -> false",
            """To take it back: elb_modify_attributes {"loadBalancer":"web","attributes":{"deletion_protection.enabled":"true"}}""",
        ], Lines(await PlanAsync(ModifyAttributes.Tool, With("loadBalancer", "web", "deletion_protection.enabled", "false"))));
    }

    [Fact]
    public async Task A_key_that_AWS_does_not_list_is_warned_of()
    {
        var plan = await PlanAsync(ModifyAttributes.Tool, With("targetGroup", "api", "idle_timeout.timeout_seconds", "60"));

        Assert.Equal("AWS lists no attribute idle_timeout.timeout_seconds of api; it may refuse it.", Assert.Single(plan.Warnings));
        Assert.Null(plan.Undo);
    }

    [Fact]
    public async Task Only_one_of_load_balancer_and_target_group_is_taken() => await Assert.ThrowsAsync<ToolException>(() =>
        PlanAsync(ModifyAttributes.Tool,
            new { loadBalancer = "web", targetGroup = "api", attributes = new Dictionary<string, string> { ["a"] = "b" } }));

    private static Dictionary<string, object> With(string what, string name, string key, string value) =>
        new() { [what] = name, ["attributes"] = new Dictionary<string, string> { [key] = value } };
}
