using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class DeleteAccessKeyTests : IamToolTest
{
    [Fact]
    public async Task The_owner_and_the_last_use_are_found_out()
    {
        HasKey("AKIAIOSFODNN7EXAMPLE", 10, new(2026, 2, 3, 0, 0, 0, DateTimeKind.Utc));

        var plan = await PlanAsync(DeleteAccessKey.Tool, new { accessKeyId = "AKIAIOSFODNN7EXAMPLE" });
        Assert.Contains("last used 2026-02-03 for s3", plan.Changes[0].Resource, StringComparison.Ordinal);
        Assert.NotNull(plan.NoUndo);

        await RunAsync(DeleteAccessKey.Tool, new { accessKeyId = "AKIAIOSFODNN7EXAMPLE" });
        await Client.Received()
            .DeleteAccessKeyAsync(Arg.Is<DeleteAccessKeyRequest>(r => r.UserName == "alice"), Arg.Any<CancellationToken>());
    }
}
