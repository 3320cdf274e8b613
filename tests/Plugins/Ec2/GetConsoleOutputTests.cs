using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class GetConsoleOutputTests : ToolTest<IAmazonEC2>
{
    private void Given(string? text) => Client.GetConsoleOutputAsync(default!, default).ReturnsForAnyArgs(new GetConsoleOutputResponse
    {
        InstanceId = "i-1",
        Output = text is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
    });

    [Fact]
    public async Task The_last_lines_are_told_without_terminal_codes()
    {
        Given("one\r\ntwo\r\n\u001b[0;32m[  OK  ]\u001b[0m three\r\n\r\nlogin: ");

        var result = await RunAsync(GetConsoleOutput.Tool, new { instanceId = "i-1", lines = 2 });

        Assert.Equal("[  OK  ] three\nlogin:", result.GetProperty("text").GetString());
        Assert.Equal((2, 4), (result.GetProperty("lines").GetInt32(), result.GetProperty("ofLines").GetInt32()));
    }

    [Fact]
    public async Task A_machine_that_has_said_nothing_has_no_lines()
    {
        Given(null);

        Assert.Equal(0, (await RunAsync(GetConsoleOutput.Tool, new { instanceId = "i-1" })).GetProperty("ofLines").GetInt32());
    }
}
