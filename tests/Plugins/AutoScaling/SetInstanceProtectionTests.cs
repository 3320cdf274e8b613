using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class SetInstanceProtectionTests : AsgTest
{
    [Fact]
    public async Task Protection_is_set_and_only_what_changed_is_taken_back()
    {
        var input = new { group = "web", instanceIds = new[] { "i-1", "i-2" } };

        var plan = await PlanAsync(SetInstanceProtection.Tool, input);
        await RunAsync(SetInstanceProtection.Tool, input);

        Assert.Equal("""{"group":"web","instanceIds":["i-1"],"protected":false}""", plan.Undo!.Arguments.GetRawText());
        await Client.Received().SetInstanceProtectionAsync(
            Arg.Is<SetInstanceProtectionRequest>(r => r.ProtectedFromScaleIn == true && r.InstanceIds.Count == 2), default);
    }
}
