using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class CreateStackTests : CfnToolTest
{
    private static readonly object Arguments = new { stack = "web", templateBody = Template, parameters = Map("DbPassword=hunter2"), terminationProtection = true, tags = new { team = "shop" } };

    [Fact]
    public async Task The_plan_lists_resources_and_hides_secrets()
    {
        HasNoStack();

        var plan = await PlanAsync(CreateStack.Tool, Arguments);

        Assert.Contains("Creates Db (AWS::RDS::DBInstance)", plan.Effects);
        Assert.Contains("Parameter DbPassword = (hidden)", plan.Effects);
        Assert.Contains("Parameter Size = small", plan.Effects);
    }

    [Fact]
    public async Task What_the_template_needs_is_asked_for_before()
    {
        HasNoStack();
        Assert.Contains("DbPassword", (await FailsAsync(() => PlanAsync(CreateStack.Tool, new { stack = "web", templateBody = Template }))).Message, StringComparison.Ordinal);
        Assert.Contains("Colour", (await FailsAsync(() => PlanAsync(CreateStack.Tool, new { stack = "web", templateBody = Template, parameters = Map("DbPassword=x", "Colour=red") }))).Message, StringComparison.Ordinal);

        Summary.Capabilities = ["CAPABILITY_NAMED_IAM"];
        Assert.Contains("""["CAPABILITY_NAMED_IAM"]""", (await FailsAsync(() => PlanAsync(CreateStack.Tool, Arguments))).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_that_exists_is_not_created_again() =>
        Assert.Equal((ToolErrorCode.Conflict, "Use cfn_update_stack."), await FailsAsync(() => PlanAsync(CreateStack.Tool, Arguments)) is var e ? (e.Code, e.Hint) : default);

    [Fact]
    public async Task Waiting_ends_with_the_outputs_or_the_reasons()
    {
        CreateStackRequest? sent = null;
        Client.CreateStackAsync(Arg.Do<CreateStackRequest>(r => sent = r), default).ReturnsForAnyArgs(new CreateStackResponse { StackId = Id });
        Stack.StackStatus = StackStatus.ROLLBACK_COMPLETE;

        var result = await RunAsync(CreateStack.Tool, new { stack = "web", templateBody = Template, parameters = Map("DbPassword=x"), terminationProtection = true, wait = true });

        Assert.Equal("No such engine", result.GetProperty("failures")[0].GetProperty("reason").GetString());
        Assert.True(sent!.EnableTerminationProtection);
        Assert.NotEmpty(sent.ClientRequestToken);
        Assert.Null(sent.Tags);
    }
}

public sealed class UpdateStackTests : CfnToolTest
{
    private UpdateStackRequest? sent;

    public UpdateStackTests() => Client.UpdateStackAsync(Arg.Do<UpdateStackRequest>(r => sent = r), default).ReturnsForAnyArgs(new UpdateStackResponse { StackId = Id });

    [Fact]
    public async Task What_is_not_named_stays()
    {
        await RunAsync(UpdateStack.Tool, new { stack = "web", parameters = Map("Size=large"), tags = new { owner = "bob" } });

        Assert.True(sent!.UsePreviousTemplate);
        Assert.Equal(["Size=large/", "DbPassword=/True"], sent.Parameters.Select(p => $"{p.ParameterKey}={p.ParameterValue}/{p.UsePreviousValue}"));
        Assert.Equal(["team=shop", "owner=bob"], sent.Tags.Select(t => $"{t.Key}={t.Value}"));
    }

    [Fact]
    public async Task CloudFormation_is_told_to_refuse_replacement_and_deletion_beside_what_the_stacks_own_policy_says()
    {
        Client.GetStackPolicyAsync(default!, default).ReturnsForAnyArgs(new GetStackPolicyResponse { StackPolicyBody = """{"Statement":[{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/Db"}]}""" });

        await RunAsync(UpdateStack.Tool, new { stack = "web", parameters = Map("Size=large") });

        var statements = System.Text.Json.JsonElement.Parse(sent!.StackPolicyDuringUpdateBody).GetProperty("Statement");
        Assert.Equal(
            ["Deny Update:* LogicalResourceId/Db", """Deny ["Update:Replace","Update:Delete"] *""", "Deny Update:* *"],
            statements.EnumerateArray().Select(s => $"{s.GetProperty("Effect")} {s.GetProperty("Action")} {s.GetProperty("Resource")}"));
        Assert.Equal("AWS::CloudFormation::Stack", statements[2].GetProperty("Condition").GetProperty("StringEquals").GetProperty("ResourceType")[0].GetString());
    }

    [Fact]
    public async Task A_template_that_drops_a_resource_is_left_to_change_sets()
    {
        var error = await FailsAsync(() => PlanAsync(UpdateStack.Tool, new { stack = "web", templateBody = """{"Resources":{"Db":{"Type":"AWS::RDS::DBInstance"}}}""" }));

        Assert.Contains("Bucket (AWS::S3::Bucket)", error.Message, StringComparison.Ordinal);
        Assert.Contains("cfn_create_change_set", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_compares_resources_and_parameters()
    {
        var plan = await PlanAsync(UpdateStack.Tool, new
        {
            stack = "web",
            templateBody = """{"Resources":{"Bucket":{"Type":"AWS::S3::Bucket"},"Db":{"Type":"AWS::RDS::DBInstance"},"Queue":{"Type":"AWS::SQS::Queue"}}}""",
            parameters = Map("Size=large", "DbPassword=hunter2"),
        });

        Assert.Equal(["Adds Queue (AWS::SQS::Queue)", "Changes Bucket (AWS::S3::Bucket)", "Parameter Size: small -> large", "Parameter DbPassword: **** -> (hidden)"], plan.Effects.SkipLast(1));
        Assert.Equal((Id, "shop"), (plan.Resources[0].Id, plan.Resources[0].Tags!["team"]));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_no_failure()
    {
        Client.UpdateStackAsync(default!, default).ReturnsForAnyArgs<UpdateStackResponse>(_ => throw new AmazonCloudFormationException("No updates are to be performed.") { ErrorCode = "ValidationError" });

        var result = await RunAsync(UpdateStack.Tool, new { stack = "web", parameters = Map("Size=small") });

        Assert.StartsWith("Nothing to update", result.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }
}

public sealed class CreateChangeSetTests : CfnToolTest
{
    private CreateChangeSetRequest? sent;

    public CreateChangeSetTests() => Client.CreateChangeSetAsync(Arg.Do<CreateChangeSetRequest>(r => sent = r), default).ReturnsForAnyArgs(new CreateChangeSetResponse { Id = "arn:cs", StackId = Id });

    [Fact]
    public async Task For_a_stack_that_exists_it_is_an_update_and_waiting_gives_the_changes()
    {
        var result = await RunAsync(CreateChangeSet.Tool, new { stack = "web", changeSet = "resize", parameters = Map("Size=large"), wait = true });

        Assert.Equal((ChangeSetType.UPDATE, true, 2), (sent!.ChangeSetType, sent.UsePreviousTemplate!.Value, sent.Parameters.Count));
        Assert.Equal(2, result.GetProperty("changes").GetArrayLength());
    }

    [Fact]
    public async Task For_a_new_stack_a_template_is_needed_and_nothing_exists_that_changes()
    {
        HasNoStack();
        await FailsAsync(() => PlanAsync(CreateChangeSet.Tool, new { stack = "web", changeSet = "first" }));
        var arguments = new { stack = "web", changeSet = "first", templateBody = Template, parameters = Map("DbPassword=hunter2") };

        var plan = await PlanAsync(CreateChangeSet.Tool, arguments);
        await RunAsync(CreateChangeSet.Tool, arguments);

        Assert.Empty(plan.Resources);
        Assert.DoesNotContain(plan.Effects, e => e.Contains("hunter2", StringComparison.Ordinal));
        Assert.Equal(ChangeSetType.CREATE, sent!.ChangeSetType);
    }
}

public sealed class DetectDriftTests : CfnToolTest
{
    [Fact]
    public async Task Waiting_gives_the_number_of_drifted_resources()
    {
        Client.DetectStackDriftAsync(default!, default).ReturnsForAnyArgs(new DetectStackDriftResponse { StackDriftDetectionId = "d-1" });
        Client.DescribeStackDriftDetectionStatusAsync(default!, default).ReturnsForAnyArgs(new DescribeStackDriftDetectionStatusResponse { DetectionStatus = "DETECTION_COMPLETE", StackDriftStatus = "DRIFTED", DriftedStackResourceCount = 2 });

        var result = await RunAsync(DetectDrift.Tool, new { stack = "web", wait = true });

        Assert.Equal(("d-1", 2), (result.GetProperty("detectionId").GetString(), result.GetProperty("driftedResources").GetInt32()));
    }
}

public sealed class SetTerminationProtectionTests : CfnToolTest
{
    [Fact]
    public async Task The_plan_warns_when_protection_ends()
    {
        Stack.EnableTerminationProtection = true;

        Assert.Equal("on -> off: it can be deleted then", Assert.Single((await PlanAsync(SetTerminationProtection.Tool, new { stack = "web", enabled = false })).Effects));
    }
}

public sealed class ExecuteChangeSetTests : CfnToolTest
{
    [Fact]
    public async Task The_plan_lists_each_change_with_replacement()
    {
        var plan = await PlanAsync(ExecuteChangeSet.Tool, new { stack = "web", changeSet = "resize" });

        Assert.Equal("Apply 2 change(s) to the stack web: 1 removed, 1 replaced.", plan.Summary);
        Assert.Equal("Modify Db (AWS::RDS::DBInstance, web-db), replacement True, ReplaceAndDelete: the old one and its data are lost unless retained: Engine mysql -> postgres (recreation Always)", plan.Effects[0]);
    }

    [Fact]
    public async Task A_change_set_without_changes_is_refused_with_its_reason()
    {
        (ChangeSet.ExecutionStatus, ChangeSet.StatusReason) = (ExecutionStatus.UNAVAILABLE, "no changes");

        Assert.Contains("no changes", (await FailsAsync(() => PlanAsync(ExecuteChangeSet.Tool, new { stack = "web", changeSet = "resize" }))).Message, StringComparison.Ordinal);
    }
}

public sealed class CancelUpdateTests : CfnToolTest
{
    [Fact]
    public async Task Only_what_the_update_touched_rolls_back()
    {
        Assert.Equal(ToolErrorCode.Conflict, (await FailsAsync(() => PlanAsync(CancelUpdate.Tool, new { stack = "web" }))).Code);
        Stack.StackStatus = StackStatus.UPDATE_IN_PROGRESS;

        Assert.StartsWith("Db (", Assert.Single((await PlanAsync(CancelUpdate.Tool, new { stack = "web" })).Effects), StringComparison.Ordinal);
    }
}

public sealed class DeleteChangeSetTests : CfnToolTest
{
    [Fact]
    public async Task The_plan_says_what_is_not_applied_and_what_stays()
    {
        Stack.StackStatus = StackStatus.REVIEW_IN_PROGRESS;

        var plan = await PlanAsync(DeleteChangeSet.Tool, new { stack = "web", changeSet = "resize" });

        Assert.StartsWith("Not applied: Modify Db", plan.Effects[0], StringComparison.Ordinal);
        Assert.Contains("cfn_delete_stack", plan.Effects[^1], StringComparison.Ordinal);
    }
}

public sealed class DeleteStackTests : CfnToolTest
{
    [Fact]
    public async Task The_plan_tells_what_goes_and_what_is_kept()
    {
        var plan = await PlanAsync(DeleteStack.Tool, new { stack = "web" });

        Assert.Equal("Delete the stack web (UPDATE_COMPLETE) and 1 of its 2 resource(s).", plan.Summary);
        Assert.Equal("Bucket (AWS::S3::Bucket, web-bucket): kept (DeletionPolicy Retain)", plan.Effects[0]);
        Assert.Contains("last snapshot", plan.Effects[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Protection_and_imports_by_others_stand_in_the_way()
    {
        Stack.Outputs = [new() { OutputKey = "Vpc", ExportName = "web-vpc" }, new() { OutputKey = "Unused", ExportName = "unused" }];
        Client.ListImportsAsync(default!, default).ReturnsForAnyArgs(c => c.Arg<ListImportsRequest>().ExportName == "unused"
            ? throw new AmazonCloudFormationException("Export 'unused' is not imported by any stack.") { ErrorCode = "ValidationError" }
            : new ListImportsResponse { Imports = ["shop"] });
        Assert.EndsWith("shop imports web-vpc.", (await FailsAsync(() => PlanAsync(DeleteStack.Tool, new { stack = "web" }))).Message, StringComparison.Ordinal);

        Stack.EnableTerminationProtection = true;
        Assert.Contains("cfn_set_termination_protection", (await FailsAsync(() => PlanAsync(DeleteStack.Tool, new { stack = "web" }))).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_waited_for_by_id()
    {
        Stack.StackStatus = StackStatus.DELETE_COMPLETE;

        var result = await RunAsync(DeleteStack.Tool, new { stack = "web", wait = true });

        await Client.Received().DeleteStackAsync(Arg.Is<DeleteStackRequest>(r => r.StackName == Id && r.RetainResources == null), Arg.Any<CancellationToken>());
        Assert.Equal("DELETE_COMPLETE", result.GetProperty("status").GetString());
    }
}
