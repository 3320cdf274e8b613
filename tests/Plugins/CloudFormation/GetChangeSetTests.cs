using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class GetChangeSetTests : CfnToolTest
{
    [Fact]
    public async Task Each_change_tells_what_becomes_of_the_resource()
    {
        var change = (await RunAsync(GetChangeSet.Tool, new { stackName = "web", changeSetName = "resize" })).GetProperty("changes")[0];

        Assert.Equal(("True", "Engine mysql -> postgres (recreation Always)"),
            (change.GetProperty("replacement").GetString(), change.GetProperty("details")[0].GetString()));
    }

    // S3-A4a: a nested stack's changes are in a change set of their own.
    [Fact]
    public async Task The_changes_inside_nested_stacks_are_read_too()
    {
        HasNestedChangeSet();

        var result = await RunAsync(GetChangeSet.Tool, new { stackName = "web", changeSetName = "resize" });

        Assert.Equal(["Data", "Data/Table"],
            result.GetProperty("changes").EnumerateArray().Select(c => c.GetProperty("resource").GetString()));
        Assert.False(result.TryGetProperty("note", out _));
    }

    // ANS-R3
    [Fact]
    public async Task Many_changes_come_in_parts_and_the_note_says_how_to_go_on()
    {
        ChangeSet.Changes = [.. Enumerable.Range(0, 70)
            .Select(n =>
            new Change { ResourceChange = new() { Action = "Add", LogicalResourceId = $"Q{n}", ResourceType = "AWS::SQS::Queue" } })];

        var first = await RunAsync(GetChangeSet.Tool, new { stackName = "web", changeSetName = "resize" });
        var second = await RunAsync(GetChangeSet.Tool, new { stackName = "web", changeSetName = "resize", offset = 60 });

        Assert.Equal((60, 70, "60 of 70 changes are shown; pass offset 60 for more."),
            (first.GetProperty("changes").GetArrayLength(), first.GetProperty("changeCount").GetInt32(),
                first.GetProperty("note").GetString()));
        Assert.Equal("Q60", second.GetProperty("changes")[0].GetProperty("resource").GetString());
    }
}
