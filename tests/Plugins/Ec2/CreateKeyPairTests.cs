using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateKeyPairTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public void It_is_marked_as_returning_a_secret() => Assert.True(CreateKeyPair.Tool.Bind(_ => Client).Secret);

    [Fact]
    public async Task A_name_that_is_taken_is_an_obstacle()
    {
        Client.DescribeKeyPairsAsync(default(DescribeKeyPairsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeKeyPairsResponse { KeyPairs = [new() { KeyName = "deploy", KeyPairId = "key-1" }] });

        Assert.Single((await PlanAsync(CreateKeyPair.Tool, new { keyName = "deploy" })).Obstacles);
    }

    [Fact]
    public async Task The_private_key_is_in_the_answer_and_in_no_step()
    {
        Client.CreateKeyPairAsync(default!, default).ReturnsForAnyArgs(new CreateKeyPairResponse
        {
            KeyPair = new() { KeyPairId = "key-1", KeyName = "deploy", KeyFingerprint = "aa:bb", KeyMaterial = "-----BEGIN" },
        });
        var context = Context();

        Assert.Equal("-----BEGIN", (await RunAsync(CreateKeyPair.Tool, new { keyName = "deploy" }, context)).GetProperty("privateKey")
            .GetString());
        Assert.Equal(new ToolStep("created the key pair deploy", "key-1"), Assert.Single(context.Steps));
    }
}
