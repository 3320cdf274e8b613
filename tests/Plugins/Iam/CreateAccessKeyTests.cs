using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class CreateAccessKeyTests : IamToolTest
{
    [Fact]
    public void It_is_marked_as_giving_a_secret() => Assert.True(CreateAccessKey.Tool.Bind(_ => Client).Secret);

    [Fact]
    public async Task A_third_key_is_an_obstacle_and_the_two_there_are_are_told()
    {
        Client.ListAccessKeysAsync(default(ListAccessKeysRequest)!, default).ReturnsForAnyArgs(new ListAccessKeysResponse
        {
            AccessKeyMetadata = [new() { AccessKeyId = "AKIA1", UserName = "alice", Status = "Active" },
                new() { AccessKeyId = "AKIA2", UserName = "alice", Status = "Inactive" }],
        });
        Client.GetAccessKeyLastUsedAsync(default!, default).ReturnsForAnyArgs(new GetAccessKeyLastUsedResponse());

        var plan = await PlanAsync(CreateAccessKey.Tool, new { userName = "alice" });

        Assert.Single(plan.Obstacles);
        Assert.Contains(Lines(plan), l => l.Contains("AKIA2 (Inactive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_host_is_told_the_secret()
    {
        Client.CreateAccessKeyAsync(default(CreateAccessKeyRequest)!, default)
            .ReturnsForAnyArgs(
                new CreateAccessKeyResponse
                {
                    AccessKey = new()
                    {
                        AccessKeyId = "AKIA1",
                        SecretAccessKey = "the-secret",
                        UserName = "alice",
                        Status = "Active"
                    }
                });
        List<string> secrets = [];

        await RunAsync(CreateAccessKey.Tool, new { userName = "alice" }, new ToolContext { Secret = secrets.Add, Time = Time });

        Assert.Equal(["the-secret"], secrets);
    }
}
