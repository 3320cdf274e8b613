using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class UpdateStackTests : CfnToolTest
{
    private UpdateStackRequest? sent;

    public UpdateStackTests() =>
        Client.UpdateStackAsync(Arg.Do<UpdateStackRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new UpdateStackResponse { StackId = Id });

    [Fact]
    public async Task What_is_not_named_stays()
    {
        await RunAsync(UpdateStack.Tool, new { stackName = "web", parameters = Map("Size=large"), tags = new { owner = "bob" } });

        Assert.True(sent!.UsePreviousTemplate);
        Assert.Equal(["Size=large/", "DbPassword=/True"],
            sent.Parameters.Select(p => $"{p.ParameterKey}={p.ParameterValue}/{p.UsePreviousValue}"));
        Assert.Equal(["team=shop", "owner=bob"], sent.Tags.Select(t => $"{t.Key}={t.Value}"));
    }

    [Fact]
    public async Task CloudFormation_is_told_to_refuse_replacement_and_deletion_beside_what_the_stacks_own_policy_says()
    {
        Client.GetStackPolicyAsync(default!, default).ReturnsForAnyArgs(new GetStackPolicyResponse
        {
            StackPolicyBody = """{"Statement":[{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/Db"}]}""",
        });

        await RunAsync(UpdateStack.Tool, new { stackName = "web", parameters = Map("Size=large") });

        var statements = System.Text.Json.JsonElement.Parse(sent!.StackPolicyDuringUpdateBody).GetProperty("Statement");
        Assert.Equal(
            ["Deny Update:* LogicalResourceId/Db", """Deny ["Update:Replace","Update:Delete"] *""", "Deny Update:* *"],
            statements.EnumerateArray().Select(s => $"{s.GetProperty("Effect")} {s.GetProperty("Action")} {s.GetProperty("Resource")}"));
        Assert.Equal("AWS::CloudFormation::Stack",
            statements[2].GetProperty("Condition").GetProperty("StringEquals").GetProperty("ResourceType")[0].GetString());
    }

    [Fact]
    public async Task A_template_that_drops_a_resource_is_left_to_change_sets()
    {
        var obstacle = Assert.Single(
            (await PlanAsync(UpdateStack.Tool,
            new
            {
                stackName = "web",
                templateBody = """{"Resources":{"Db":{"Type":"AWS::RDS::DBInstance"}}}""",
                parameters = Map("DbPassword=x")
            })).Obstacles);

        Assert.Contains("Bucket (AWS::S3::Bucket)", obstacle, StringComparison.Ordinal);
        Assert.Contains("cfn_create_change_set", obstacle, StringComparison.Ordinal);
    }

    // S3-B7, PUB-1: a comment, an anchor or another notation changes nothing.
    [Theory]
    [InlineData("Resources:\n  Bucket: # the store\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n  Db: {Type: "
        + "AWS::RDS::DBInstance}\n")]
    [InlineData("Resources:\n  Bucket: &bucket\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n  'Db':\n    Type: "
        + "'AWS::RDS::DBInstance'\n")]
    public async Task Another_notation_of_the_same_template_is_no_change_and_no_obstacle(string template)
    {
        var plan = await PlanAsync(UpdateStack.Tool, new { stackName = "web", templateBody = template });

        Assert.Empty(plan.Obstacles);
        Assert.Empty(plan.Changes);
    }

    [Fact]
    public async Task The_plan_compares_resources_and_parameters()
    {
        var plan = await PlanAsync(UpdateStack.Tool, new
        {
            stackName = "web",
            templateBody = """
                {"Resources":{"Bucket":{"Type":"AWS::S3::Bucket"},"Db":{"Type":"AWS::RDS::DBInstance"},"Queue":{"Type":"AWS::SQS::Queue"}}}
                """,
            parameters = Map("Size=large", "DbPassword=hunter2"),
        });

        Assert.Equal(
        [
            "Bucket (AWS::S3::Bucket): declaration: as now -> changed",
            "Queue (AWS::SQS::Queue): created",
            "parameter DbPassword: value: **** -> (hidden)",
            "parameter Size: value: small -> large",
        ], Lines(plan).SkipLast(1));
        Assert.Equal((Id, "shop"), (plan.Resources[0].Id, plan.Resources[0].Tags!["team"]));
    }

    // ANS-R6: what the stack shows as asterisks is hidden, also without a template in the call.
    [Fact]
    public async Task A_parameter_that_the_stack_hides_is_told_to_be_a_secret()
    {
        List<string> planned = [], acted = [];
        var arguments = new { stackName = "web", parameters = Map("DbPassword=hunter2", "Size=large") };

        await PlanAsync(UpdateStack.Tool, arguments, Collecting(planned));
        await RunAsync(UpdateStack.Tool, arguments, Collecting(acted));

        Assert.Equal(["hunter2", "hunter2"], [.. planned.Distinct(), .. acted.Distinct()]);
    }

    // ANS-R19
    [Fact]
    public async Task A_template_with_the_question_marks_of_GetTemplate_comes_with_a_warning()
    {
        Client.GetTemplateAsync(default!, default)
            .ReturnsForAnyArgs(new GetTemplateResponse { TemplateBody = "Resources: {T: {Type: X, Properties: {A: Gr??e}}}" });

        var damaged = await PlanAsync(UpdateStack.Tool,
            new { stackName = "web", templateBody = "Resources: {T: {Type: X, Properties: {A: Gr??e}}}" });
        var whole = await PlanAsync(UpdateStack.Tool,
            new { stackName = "web", templateBody = "Resources: {T: {Type: X, Properties: {A: Grüße}}}" });

        Assert.Contains("outside ASCII", Assert.Single(damaged.Warnings), StringComparison.Ordinal);
        Assert.Empty(whole.Warnings);
        Assert.Empty(whole.Changes);
    }

    [Fact]
    public async Task A_template_that_cannot_be_read_here_is_unknown_and_left_to_CloudFormation()
    {
        var plan = await PlanAsync(UpdateStack.Tool, new { stackName = "web", templateBody = "Resources: {A: {Type: X}, A: {Type: Y}}" });

        Assert.Contains("Which resources change: the new template could not be read here.", plan.Unknown);
        Assert.Empty(plan.Obstacles);
    }

    [Theory]
    [InlineData("UPDATE_IN_PROGRESS", "wait until that has ended")]
    [InlineData("REVIEW_IN_PROGRESS", "cfn_execute_change_set")]
    [InlineData("ROLLBACK_COMPLETE", "cfn_delete_stack")]
    public async Task A_stack_that_cannot_be_updated_now_is_an_obstacle(string status, string wayOut)
    {
        Stack.StackStatus = status;

        Assert.Contains(wayOut,
            Assert.Single((await PlanAsync(UpdateStack.Tool, new { stackName = "web", parameters = Map("Size=large") })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_no_failure()
    {
        Client.UpdateStackAsync(default!, default)
            .ReturnsForAnyArgs<UpdateStackResponse>(_ =>
                throw new AmazonCloudFormationException("No updates are to be performed.") { ErrorCode = "ValidationError" });

        var result = await RunAsync(UpdateStack.Tool, new { stackName = "web", parameters = Map("Size=small") });

        Assert.StartsWith("Nothing to update", result.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_names_nothing_is_refused() =>
        Assert.Equal("The call names nothing to change.",
            (await FailsAsync(() => PlanAsync(UpdateStack.Tool, new { stackName = "web" }))).Message);
}
