using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class GetTemplateTests : CfnToolTest
{
    [Fact]
    public async Task The_stage_and_the_change_set_are_passed_on()
    {
        await RunAsync(GetTemplate.Tool, new { stackName = "web", changeSetName = "resize", stage = "Processed" });

        await Client.Received()
            .GetTemplateAsync(Arg.Is<GetTemplateRequest>(r => r.ChangeSetName == "resize" && r.TemplateStage == TemplateStage.Processed),
            Arg.Any<CancellationToken>());
    }

    // ANS-R3: a long template comes in parts, each of whole lines, and all parts together are the template.
    [Fact]
    public async Task The_parts_of_a_long_template_are_the_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(n => $"line {n}\n"));
        Client.GetTemplateAsync(default!, default).ReturnsForAnyArgs(new GetTemplateResponse { TemplateBody = text });

        var (whole, offset) = ("", (int?)0);
        while (offset is { } from)
        {
            var part = await RunAsync(GetTemplate.Tool, new { stackName = "web", offset = from, length = 1000 });
            Assert.EndsWith("\n", part.GetProperty("template").GetString(), StringComparison.Ordinal);
            whole += part.GetProperty("template").GetString();
            offset = part.TryGetProperty("nextOffset", out var next) ? next.GetInt32() : null;
        }

        Assert.Equal(text, whole);
    }

    // ANS-R19
    [Theory]
    [InlineData("Description: Gr??e", true)]
    [InlineData("Description: Size", false)]
    public async Task A_template_that_may_have_lost_characters_comes_with_a_note(string text, bool hasNote)
    {
        Client.GetTemplateAsync(default!, default).ReturnsForAnyArgs(new GetTemplateResponse { TemplateBody = text });

        Assert.Equal(hasNote, (await RunAsync(GetTemplate.Tool, new { stackName = "web" })).TryGetProperty("note", out _));
    }
}
