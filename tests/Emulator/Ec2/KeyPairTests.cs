namespace Infra.Emulator.Ec2;

public sealed class KeyPairTests(EmulatorFixture fixture) : Ec2Test(fixture)
{
    [Fact]
    public async Task A_key_pair_is_created_listed_and_deleted()
    {
        var key = await CallAsync("ec2_create_key_pair", new { keyName = "deploy", tags = new { team = "a" } });
        Assert.Contains("PRIVATE KEY", key.GetProperty("privateKey").GetString());
        Assert.Equal("Conflict", (await FailAsync("ec2_create_key_pair", new { keyName = "deploy" })).GetProperty("code").GetString());

        var page = await CallAsync("ec2_list_key_pairs", new { name = "dep*" });
        Assert.Equal(key.GetProperty("id").GetString(), Assert.Single(Rows(page)).GetProperty("id").GetString());
        Assert.DoesNotContain("PRIVATE KEY", page.GetRawText());

        await CallAsync("ec2_import_key_pair",
            new
            {
                keyName = "mine",
                publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1wMIbQ3sBcCLEuAsnmP0WzFR/7TbsvPPNOAvuIvOPs me@home"
            });
        await ConfirmAsync("ec2_delete_key_pair", new { keyName = "deploy" });
        Assert.Equal("NotFound", (await FailAsync("ec2_delete_key_pair", new { keyName = "deploy" })).GetProperty("code").GetString());
    }
}
