using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.CloudFormation;

public sealed class CreateStackTests : CfnToolTest
{
    private static readonly object Arguments = new
    {
        stackName = "web",
        templateBody = Template,
        parameters = Map("DbPassword=hunter2"),
        terminationProtection = true,
        tags = new { team = "shop" },
    };

    [Fact]
    public async Task The_plan_lists_resources_and_hides_secrets()
    {
        HasNoStack();

        var plan = await PlanAsync(CreateStack.Tool, Arguments);

        Assert.Equal(
        [
            "stack web: created",
            "Bucket (AWS::S3::Bucket): created",
            "Db (AWS::RDS::DBInstance): created",
            "parameter DbPassword: value: (hidden)",
            "parameter Size: value: small",
            "web: tag team: none -> shop",
            "permissions: CloudFormation acts as: the caller",
            "stack web: termination protection: on",
            "This cannot be taken back: Termination protection is on from the start; cfn_set_termination_protection turns it off.",
        ], Lines(plan));
    }

    [Fact]
    public async Task Without_termination_protection_a_deletion_takes_it_back()
    {
        HasNoStack();

        var plan = await PlanAsync(CreateStack.Tool, new { stackName = "web", templateBody = Template, parameters = Map("DbPassword=x") });

        Assert.Equal("cfn_delete_stack", plan.Undo!.Tool);
    }

    // ANS-R6, SAF-M12: the host is told the value before anything is sent, so that no error and no journal has it.
    [Fact]
    public async Task A_hidden_parameters_value_is_told_to_be_a_secret()
    {
        HasNoStack();
        List<string> planned = [], acted = [];
        Client.CreateStackAsync(default!, default).ReturnsForAnyArgs(new CreateStackResponse { StackId = Id });
        Client.GetTemplateSummaryAsync(default!, default).ReturnsForAnyArgs<GetTemplateSummaryResponse>(_ =>
            planned.Contains("hunter2") ? Summary : throw new NotSupportedException("The value was not told before the first request."));

        await PlanAsync(CreateStack.Tool, Arguments, Collecting(planned));
        HasStack();
        await RunAsync(CreateStack.Tool, Arguments, Collecting(acted));

        Assert.Contains("hunter2", acted);
    }

    [Fact]
    public async Task A_new_stack_that_is_not_found_yet_is_looked_for_again()
    {
        Client.CreateStackAsync(default!, default).ReturnsForAnyArgs(new CreateStackResponse { StackId = Id });
        var looks = 0;
        Client.DescribeStacksAsync(default!, default).ReturnsForAnyArgs(_ => ++looks < 3
            ? Task.FromException<DescribeStacksResponse>(
                new AmazonCloudFormationException("Stack with id web does not exist") { ErrorCode = "ValidationError" })
            : Task.FromResult(new DescribeStacksResponse
            {
                Stacks = [new() { StackId = Id, StackName = "web", StackStatus = StackStatus.CREATE_IN_PROGRESS }],
            }));

        var result = await RunAsync(CreateStack.Tool, Arguments);

        Assert.Equal((3, "CREATE_IN_PROGRESS"), (looks, result.GetProperty("status").GetString()));
    }

    // ANS-R14, ANS-R6
    [Fact]
    public async Task Without_the_templates_summary_the_plan_says_so_and_takes_every_value_for_a_secret()
    {
        HasNoStack();
        Client.GetTemplateSummaryAsync(default!, default).ThrowsAsyncForAnyArgs(Denied);
        List<string> secrets = [];

        var plan = await PlanAsync(CreateStack.Tool,
            new { stackName = "web", templateUrl = "https://b.s3.amazonaws.com/t", parameters = Map("Size=huge") }, Collecting(secrets));

        Assert.Equal(["The resources: not known, as the template is at https://b.s3.amazonaws.com/t.",
            "The template's parameters and capabilities: not known (AccessDenied)."], plan.Unknown);
        Assert.Contains("huge", secrets);
        Assert.DoesNotContain(Lines(plan), l => l.Contains("huge", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_template_needs_is_asked_for_before()
    {
        HasNoStack();
        Assert.Contains("DbPassword",
            (await FailsAsync(() => PlanAsync(CreateStack.Tool, new { stackName = "web", templateBody = Template }))).Message,
            StringComparison.Ordinal);
        var tooMuch = new { stackName = "web", templateBody = Template, parameters = Map("DbPassword=x", "Colour=red") };
        Assert.Contains("Colour", (await FailsAsync(() => PlanAsync(CreateStack.Tool, tooMuch))).Message, StringComparison.Ordinal);

        Summary.Capabilities = ["CAPABILITY_NAMED_IAM"];
        Assert.Contains("""["CAPABILITY_NAMED_IAM"]""", (await FailsAsync(() => PlanAsync(CreateStack.Tool, Arguments))).Hint,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE_COMPLETE", "cfn_update_stack changes it.")]
    [InlineData("ROLLBACK_COMPLETE", "Its creation failed; delete it with cfn_delete_stack first.")]
    // S3-C12: such a stack cannot be updated, and only holds change sets.
    [InlineData("REVIEW_IN_PROGRESS",
        "It only holds change sets (other, resize): run one with cfn_execute_change_set, or delete the empty stack with cfn_delete_stack.")]
    public async Task A_stack_that_exists_is_in_the_way(string status, string wayOut)
    {
        Stack.StackStatus = status;

        Assert.Equal($"The stack web exists already ({status}). {wayOut}",
            Assert.Single((await PlanAsync(CreateStack.Tool, Arguments)).Obstacles));
    }

    [Fact]
    public async Task A_creation_that_fails_is_told_with_the_reason_and_with_what_was_made()
    {
        CreateStackRequest? sent = null;
        Client.CreateStackAsync(Arg.Do<CreateStackRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateStackResponse { StackId = Id });
        Stack.StackStatus = StackStatus.ROLLBACK_COMPLETE;
        var context = Context();

        var error = await FailsAsync(() => RunAsync(CreateStack.Tool,
            new
            {
                stackName = "web",
                templateBody = Template,
                parameters = Map("DbPassword=x"),
                terminationProtection = true,
                wait = true
            }, context));

        Assert.Equal("The stack web is ROLLBACK_COMPLETE. Db (AWS::RDS::DBInstance): No such engine", error.Message);
        Assert.Equal(Id, Assert.Single(context.Steps).Created);
        Assert.True(sent!.EnableTerminationProtection);
        Assert.NotEmpty(sent.ClientRequestToken);
        Assert.Null(sent.Tags);
    }
}
