using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateKeyPairTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public void It_is_marked_as_returning_a_secret() => Assert.True(CreateKeyPair.Tool.Bind(_ => Client).Secret);

    [Fact]
    public async Task The_plan_refuses_a_name_that_is_taken()
    {
        Client.DescribeKeyPairsAsync(default(DescribeKeyPairsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeKeyPairsResponse { KeyPairs = [new() { KeyName = "deploy", KeyPairId = "key-1" }] });

        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateKeyPair.Tool, new { name = "deploy" }))).Code);
    }

    [Fact]
    public async Task The_private_key_is_in_the_answer()
    {
        Client.CreateKeyPairAsync(default!, default).ReturnsForAnyArgs(new CreateKeyPairResponse
        {
            KeyPair = new() { KeyPairId = "key-1", KeyName = "deploy", KeyFingerprint = "aa:bb", KeyMaterial = "-----BEGIN" },
        });

        Assert.Equal("-----BEGIN", (await RunAsync(CreateKeyPair.Tool, new { name = "deploy" })).GetProperty("privateKey").GetString());
    }
}
