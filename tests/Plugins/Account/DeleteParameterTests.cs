using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

public sealed class DeleteParameterTests : ParametersTest
{
    [Fact]
    public async Task The_plan_names_what_is_lost_and_fails_when_there_is_nothing()
    {
        var plan = await PlanAsync(DeleteParameter.Tool, new { name = "/shop/key" });

        Assert.Equal(("/shop/key", "SecureString, version 3, changed 2026-01-31"),
            (plan.Resources.Single().Id, plan.Resources.Single().State));
        var e = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteParameter.Tool, new { name = "/shop/kee" }));
        Assert.Equal(ToolErrorCode.NotFound, e.Code);
    }

    [Fact]
    public async Task It_deletes_the_parameter_of_that_name()
    {
        Ssm.DeleteParameterAsync(default!, default).ReturnsForAnyArgs(new DeleteParameterResponse());

        await RunAsync(DeleteParameter.Tool, new { name = "/shop/key" });

        await Ssm.Received().DeleteParameterAsync(Arg.Is<DeleteParameterRequest>(r => r.Name == "/shop/key"), Arg.Any<CancellationToken>());
    }
}
