using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetLifecycleTests : S3ToolTest
{
    [Fact]
    public async Task A_rule_is_sent_whole()
    {
        PutLifecycleConfigurationRequest? sent = null;
        Client.PutLifecycleConfigurationAsync(Arg.Do<PutLifecycleConfigurationRequest>(r => sent = r), default).ReturnsForAnyArgs(new PutLifecycleConfigurationResponse());

        var result = await RunAsync(SetLifecycle.Tool, new
        {
            bucket = "web",
            rules = new[] { new { prefix = "logs/", expireDays = 90, transitionDays = 30, transitionClass = "GLACIER", noncurrentExpireDays = 7, abortMultipartDays = 3 } },
        });

        var rule = sent!.Configuration.Rules.Single();
        Assert.Equal(("logs/", 90, 7, 3), (rule.Filter.Prefix, rule.Expiration.Days, rule.NoncurrentVersionExpiration.NoncurrentDays, rule.AbortIncompleteMultipartUpload.DaysAfterInitiation));
        Assert.Equal((30, S3StorageClass.Glacier), (rule.Transitions.Single().Days, rule.Transitions.Single().StorageClass));
        Assert.Equal(
            "rule-1 (prefix logs/): to GLACIER after 30 days; expire after 90 days; delete old versions after 7 days; abort unfinished uploads after 3 days",
            result.GetProperty("rules")[0].GetString());
    }

    [Fact]
    public async Task The_plan_tells_which_rules_go_and_that_objects_are_deleted()
    {
        Client.GetLifecycleConfigurationAsync(default(GetLifecycleConfigurationRequest)!, default).ReturnsForAnyArgs(new GetLifecycleConfigurationResponse
        {
            Configuration = new() { Rules = [new() { Id = "a", Status = LifecycleRuleStatus.Enabled, Expiration = new() { Days = 5 } }] },
        });

        var plan = await PlanAsync(SetLifecycle.Tool, new { bucket = "web", rules = new[] { new { id = "b", expireDays = 9 } } });

        Assert.Equal(["removed: a (all keys): expire after 5 days", "new: b (all keys): expire after 9 days"], plan.Effects.Take(2));
        Assert.Contains("DELETES", plan.Effects[2], StringComparison.Ordinal);
        Assert.Equal("a (all keys): expire after 5 days", plan.Resources[0].State);
    }

    [Fact]
    public async Task No_rule_removes_the_configuration_as_S3_takes_no_empty_one()
    {
        await RunAsync(SetLifecycle.Tool, new { bucket = "web", rules = Array.Empty<object>() });

        await Client.Received().DeleteLifecycleConfigurationAsync(Arg.Is<DeleteLifecycleConfigurationRequest>(r => r.BucketName == "web"), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("""{"rules":[{"prefix":"a"}],"bucket":"web"}""")]
    [InlineData("""{"rules":[{"transitionDays":3}],"bucket":"web"}""")]
    public async Task A_rule_that_does_nothing_or_half_a_thing_is_refused(string arguments) => Assert.Equal(ToolErrorCode.InvalidInput,
        (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(SetLifecycle.Tool, System.Text.Json.JsonElement.Parse(arguments)))).Code);
}
