namespace Infra.Emulator.Ec2;

public sealed class InstanceTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_vpc_is_made_with_its_name()
    {
        var vpc = await CallAsync("vpc_create_vpc", new { cidrBlock = "10.20.0.0/16", name = "staging" });

        Assert.Equal("10.20.0.0/16", vpc.GetProperty("cidrBlock").GetString());
    }

    [Fact]
    public async Task An_instance_that_does_not_exist_is_not_found()
    {
        var error = await FailAsync("ec2_terminate_instances", new { instanceIds = new[] { "i-0123456789abcdef0" } });

        Assert.Equal("NotFound", error.GetProperty("code").GetString());
        Assert.Equal("InvalidInstanceID.NotFound", error.GetProperty("awsErrorCode").GetString());
    }
}
