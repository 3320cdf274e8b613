using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetLifecycleTests : S3ToolTest
{
    [Fact]
    public async Task A_rule_is_sent_whole()
    {
        PutLifecycleConfigurationRequest? sent = null;
        Client.PutLifecycleConfigurationAsync(Arg.Do<PutLifecycleConfigurationRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutLifecycleConfigurationResponse());

        var result = await RunAsync(SetLifecycle.Tool, new
        {
            bucket = "web",
            rules = new[] { new { id = "rule-1", prefix = "logs/", expireDays = 90, transitionDays = 30, transitionClass = "GLACIER",
                noncurrentExpireDays = 7, abortMultipartDays = 3 } },
        });

        var rule = sent!.Configuration.Rules.Single();
        Assert.Equal(("logs/", 90, 7, 3),
            (rule.Filter.Prefix, rule.Expiration.Days, rule.NoncurrentVersionExpiration.NoncurrentDays,
                rule.AbortIncompleteMultipartUpload.DaysAfterInitiation));
        Assert.Equal((30, S3StorageClass.Glacier), (rule.Transitions.Single().Days, rule.Transitions.Single().StorageClass));
        Assert.Equal(
            "rule-1 (prefix logs/): to GLACIER after 30 days; expire after 90 days; "
                + "delete old versions after 7 days; abort unfinished uploads after 3 days",
            result.GetProperty("rules")[0].GetString());
    }

    // hashicorp/terraform-provider-aws#6201; S3 guide, "Transitioning objects using Amazon S3 Lifecycle".
    [Theory]
    [InlineData(10, "STANDARD_IA", null, true)]
    [InlineData(29, "ONEZONE_IA", null, true)]
    [InlineData(30, "STANDARD_IA", null, false)]
    [InlineData(0, "INTELLIGENT_TIERING", null, false)]
    [InlineData(0, "GLACIER", 1, false)]
    [InlineData(90, "GLACIER", 90, true)]
    public async Task Days_that_S3_does_not_take_are_refused(int transitionDays, string transitionClass, int? expireDays, bool refused)
    {
        object rule = expireDays is null ? new { id = "a", transitionDays, transitionClass }
            : new { id = "a", transitionDays, transitionClass, expireDays };

        var failure = await Record.ExceptionAsync(() => PlanAsync(SetLifecycle.Tool, new { bucket = "web", rules = new[] { rule } }));

        Assert.Equal(refused, failure is ToolException { Code: ToolErrorCode.InvalidInput });
    }

    [Fact]
    public async Task The_plan_tells_which_rules_go_and_that_objects_are_deleted()
    {
        Client.GetLifecycleConfigurationAsync(default(GetLifecycleConfigurationRequest)!, default)
            .ReturnsForAnyArgs(new GetLifecycleConfigurationResponse
            {
                Configuration = new()
                {
                    Rules =
                    [new() { Id = "a", Status = LifecycleRuleStatus.Enabled, Expiration = new() { Days = 5 } }]
                },
            });

        var plan = await PlanAsync(SetLifecycle.Tool,
            new { bucket = "web", rules = new[] { new { id = "b", expireDays = 9 } }, removeIds = new[] { "a" } });

        Assert.Equal(
        [
            "rule a (all keys): expire after 5 days: deleted", "rule b (all keys): expire after 9 days: created",
            "LOST: objects under all keys that are 9 days old; those that are older already go within a day or two",
        ], Lines(plan).Take(3));
        Assert.Equal("a (all keys): expire after 5 days", plan.Resources[0].State);
    }

    // S3-A7a: a rule can delete all of a bucket's content.
    [Fact]
    public void It_is_confirmed() => Assert.Equal(ToolKind.Destructive, SetLifecycle.Tool.Bind(_ => Client).Kind);

    // "Filter element can only be used in Lifecycle V2": aws/aws-sdk-ruby#1653, hashicorp/terraform-provider-aws#23299.
    [Fact]
    public async Task Rules_of_the_first_version_of_the_API_are_sent_again_as_those_of_the_second()
    {
#pragma warning disable CS0618 // Where the first version of the API has it.
        var first = new LifecycleRule
        {
            Id = "v1",
            Status = LifecycleRuleStatus.Enabled,
            Prefix = "logs/",
            Expiration = new() { Days = 5 },
        };
#pragma warning restore CS0618
        Client.GetLifecycleConfigurationAsync(default(GetLifecycleConfigurationRequest)!, default)
            .ReturnsForAnyArgs(new GetLifecycleConfigurationResponse { Configuration = new() { Rules = [first] } });
        PutLifecycleConfigurationRequest? sent = null;
        Client.PutLifecycleConfigurationAsync(Arg.Do<PutLifecycleConfigurationRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutLifecycleConfigurationResponse());

        var plan = await PlanAsync(SetLifecycle.Tool, new { bucket = "web", rules = new[] { new { id = "b", expireDays = 9 } } });
        await RunAsync(SetLifecycle.Tool, new { bucket = "web", rules = new[] { new { id = "b", expireDays = 9 } } });

        Assert.Equal(["logs/", ""], sent!.Configuration.Rules.Select(r => r.Filter.Prefix));
        Assert.DoesNotContain(plan.Changes, c => c.Resource.Contains("v1", StringComparison.Ordinal) && c.Kind is not ChangeKind.None);
    }

    // S3-A7b: S3 replaces all rules at once.
    [Fact]
    public async Task Other_rules_and_the_smallest_size_that_moves_are_sent_again_as_they_are()
    {
        var tagged = new LifecycleRule
        {
            Id = "tagged",
            Status = LifecycleRuleStatus.Enabled,
            Expiration = new() { Days = 7 },
            Filter = new() { And = new() { Prefix = "tmp/", Tags = [new() { Key = "expire", Value = "yes" }] } },
        };
        Client.GetLifecycleConfigurationAsync(default(GetLifecycleConfigurationRequest)!, default)
            .ReturnsForAnyArgs(new GetLifecycleConfigurationResponse
            {
                Configuration = new() { Rules = [tagged] },
                TransitionDefaultMinimumObjectSize = "varies_by_storage_class",
            });
        PutLifecycleConfigurationRequest? sent = null;
        Client.PutLifecycleConfigurationAsync(Arg.Do<PutLifecycleConfigurationRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutLifecycleConfigurationResponse());

        await RunAsync(SetLifecycle.Tool, new { bucket = "web", rules = new[] { new { id = "old", expireDays = 90 } } });

        Assert.Same(tagged, sent!.Configuration.Rules[0]);
        Assert.Equal(2, sent.Configuration.Rules.Count);
        Assert.Equal("varies_by_storage_class", sent.TransitionDefaultMinimumObjectSize.Value);
    }

    [Fact]
    public async Task No_rule_removes_the_configuration_as_S3_takes_no_empty_one()
    {
        Client.GetLifecycleConfigurationAsync(default(GetLifecycleConfigurationRequest)!, default)
            .ReturnsForAnyArgs(new GetLifecycleConfigurationResponse
            {
                Configuration = new()
                {
                    Rules =
                    [new() { Id = "a", Status = LifecycleRuleStatus.Enabled, Expiration = new() { Days = 5 } }]
                },
            });

        await RunAsync(SetLifecycle.Tool, new { bucket = "web", removeIds = new[] { "a" } });

        await Client.Received()
            .DeleteLifecycleConfigurationAsync(Arg.Is<DeleteLifecycleConfigurationRequest>(r => r.BucketName == "web"),
                Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("""{"bucket":"web"}""")]
    [InlineData("""{"rules":[{"id":"r","prefix":"a"}],"bucket":"web"}""")]
    [InlineData("""{"rules":[{"id":"r","transitionDays":3}],"bucket":"web"}""")]
    public async Task A_rule_that_does_nothing_or_half_a_thing_is_refused(string arguments) => Assert.Equal(ToolErrorCode.InvalidInput,
        (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(SetLifecycle.Tool, System.Text.Json.JsonElement.Parse(arguments)))).Code);
}
