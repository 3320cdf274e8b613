using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ImportKeyPairTests : ToolTest<IAmazonEC2>
{
    private static readonly object Arguments = new { keyName = "mine", publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@home\n" };

    private static readonly string Sent = Convert.ToBase64String("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@home"u8);

    [Fact]
    public async Task A_public_key_is_sent_in_base64_and_a_taken_name_is_an_obstacle()
    {
        Client.DescribeKeyPairsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeKeyPairsResponse(), new DescribeKeyPairsResponse { KeyPairs = [new() { KeyName = "mine" }] });
        Client.ImportKeyPairAsync(default!, default)
            .ReturnsForAnyArgs(new ImportKeyPairResponse { KeyPairId = "key-1", KeyName = "mine", KeyFingerprint = "aa:bb" });

        var plan = await PlanAsync(ImportKeyPair.Tool, Arguments);
        Assert.Single((await PlanAsync(ImportKeyPair.Tool, Arguments)).Obstacles);
        await RunAsync(ImportKeyPair.Tool, Arguments);

        Assert.Equal("ec2_delete_key_pair", plan.Undo!.Tool);
        await Client.Received().ImportKeyPairAsync(Arg.Is<ImportKeyPairRequest>(r =>
            r.PublicKeyMaterial == Sent), default);
    }
}
