
namespace Infra.Plugins.CloudFormation;

public sealed class SetTerminationProtectionTests : CfnToolTest
{
    [Fact]
    public async Task The_plan_warns_when_protection_ends_and_knows_the_way_back()
    {
        Stack.EnableTerminationProtection = true;

        Assert.Equal(
        [
            "web: termination protection: on -> off; it can be deleted then",
            """To take it back: cfn_set_termination_protection {"stackName":"web","enabled":true}""",
        ], Lines(await PlanAsync(SetTerminationProtection.Tool, new { stackName = "web", enabled = false })));
    }

    [Fact]
    public async Task A_nested_stack_has_the_protection_of_its_root()
    {
        Stack.RootId = "arn:root";

        Assert.Contains("arn:root",
            Assert.Single((await PlanAsync(SetTerminationProtection.Tool, new { stackName = "web", enabled = true })).Obstacles),
            StringComparison.Ordinal);
    }
}
