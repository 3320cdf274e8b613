using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetCorsTests : S3ToolTest
{
    [Fact]
    public async Task The_rules_are_replaced_and_the_plan_has_the_way_back()
    {
        Client.GetCORSConfigurationAsync(default(GetCORSConfigurationRequest)!, default).ReturnsForAnyArgs(new GetCORSConfigurationResponse
        {
            Configuration = new() { Rules = [new() { AllowedOrigins = ["https://old"], AllowedMethods = ["GET"], MaxAgeSeconds = 60 }] },
        });
        PutCORSConfigurationRequest? sent = null;
        Client.PutCORSConfigurationAsync(Arg.Do<PutCORSConfigurationRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutCORSConfigurationResponse());
        var arguments = new { bucket = "web", rules = new[] { new { origins = new[] { "*" }, methods = new[] { "PUT" } } } };

        var plan = await PlanAsync(SetCors.Tool, arguments);
        await RunAsync(SetCors.Tool, arguments);

        Assert.Equal(("GET from https://old, for 60 s", "PUT from *"), (plan.Changes[0].From, plan.Changes[0].To));
        Assert.Contains("Pages of every origin may send writes", plan.Warnings[0], StringComparison.Ordinal);
        Assert.Equal("https://old", plan.Undo!.Arguments.GetProperty("rules")[0].GetProperty("origins")[0].GetString());
        Assert.Equal(["PUT"], sent!.Configuration.Rules.Single().AllowedMethods);
    }

    [Fact]
    public async Task No_rule_removes_them()
    {
        await RunAsync(SetCors.Tool, new { bucket = "web", rules = Array.Empty<object>() });

        await Client.Received().DeleteCORSConfigurationAsync(Arg.Is<DeleteCORSConfigurationRequest>(r => r.BucketName == "web"),
            Arg.Any<CancellationToken>());
    }
}
