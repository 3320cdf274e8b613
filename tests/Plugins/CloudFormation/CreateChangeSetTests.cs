using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class CreateChangeSetTests : CfnToolTest
{
    private CreateChangeSetRequest? sent;

    public CreateChangeSetTests() =>
        Client.CreateChangeSetAsync(Arg.Do<CreateChangeSetRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateChangeSetResponse { Id = "arn:cs", StackId = Id });

    [Fact]
    public async Task For_a_stack_that_exists_it_is_an_update_and_waiting_gives_the_changes()
    {
        var context = Context();

        var result = await RunAsync(CreateChangeSet.Tool,
            new { stackName = "web", changeSetName = "resize", parameters = Map("Size=large"), wait = true }, context);

        Assert.Equal((ChangeSetType.UPDATE, true, 2), (sent!.ChangeSetType, sent.UsePreviousTemplate!.Value, sent.Parameters.Count));
        Assert.Equal(2, result.GetProperty("changes").GetArrayLength());
        Assert.Equal("arn:cs", Assert.Single(context.Steps).Created);
    }

    // S3-A4a: otherwise nobody sees what happens inside nested stacks.
    [Fact]
    public async Task Nested_stacks_are_included_unless_the_call_says_otherwise()
    {
        await RunAsync(CreateChangeSet.Tool, new { stackName = "web", changeSetName = "resize", parameters = Map("Size=large") });
        Assert.True(sent!.IncludeNestedStacks);

        await RunAsync(CreateChangeSet.Tool,
            new { stackName = "web", changeSetName = "resize", parameters = Map("Size=large"), includeNestedStacks = false });
        Assert.False(sent!.IncludeNestedStacks);
    }

    [Fact]
    public async Task For_a_new_stack_a_template_is_needed_and_nothing_exists_that_changes()
    {
        HasNoStack();
        await FailsAsync(() => PlanAsync(CreateChangeSet.Tool, new { stackName = "web", changeSetName = "first" }));
        var arguments = new { stackName = "web", changeSetName = "first", templateBody = Template, parameters = Map("DbPassword=hunter2") };
        List<string> secrets = [];

        var plan = await PlanAsync(CreateChangeSet.Tool, arguments, Collecting(secrets));
        await RunAsync(CreateChangeSet.Tool, arguments);

        Assert.Empty(plan.Resources);
        Assert.DoesNotContain(Lines(plan), l => l.Contains("hunter2", StringComparison.Ordinal));
        Assert.Contains("hunter2", secrets);
        Assert.Equal(ChangeSetType.CREATE, sent!.ChangeSetType);
        // The empty stack that holds it would stay without it.
        Assert.Equal(("cfn_delete_stack", """{"stackName":"web"}"""), (plan.Undo!.Tool, plan.Undo.Arguments.GetRawText()));
    }
}
