using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetVersioningTests : S3ToolTest
{
    [Fact]
    public async Task The_plan_tells_the_status_before_and_after_and_the_tags()
    {
        IsVersioned();
        HasTags(("team", "web"));

        var plan = await PlanAsync(SetVersioning.Tool, new { bucket = "web", enabled = false });

        Assert.StartsWith("web: versioning: Enabled -> Suspended; old versions stay", Lines(plan)[0], StringComparison.Ordinal);
        Assert.Equal("web", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task It_is_turned_on()
    {
        await RunAsync(SetVersioning.Tool, new { bucket = "web" });

        await Client.Received()
            .PutBucketVersioningAsync(Arg.Is<PutBucketVersioningRequest>(r => r.VersioningConfig.Status == VersionStatus.Enabled),
                Arg.Any<CancellationToken>());
    }
}
