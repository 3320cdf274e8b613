using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class DeleteStackTests : CfnToolTest
{
    private static readonly object Arguments = new { stackName = "web" };

    [Fact]
    public async Task The_plan_tells_what_goes_and_what_is_kept()
    {
        var plan = await PlanAsync(DeleteStack.Tool, Arguments);

        Assert.Equal("Delete the stack web (UPDATE_COMPLETE) and 1 of its 2 resource(s).", plan.Summary);
        Assert.Equal(
        [
            "stack web: deleted",
            "Bucket (AWS::S3::Bucket, web-bucket): stays; DeletionPolicy Retain",
            "Db (AWS::RDS::DBInstance, web-db): deleted; after a last snapshot (by default)",
            "This cannot be taken back: A deleted stack and its resources do not come back.",
        ], Lines(plan));
    }

    // S3-A2e: transforms make resources and policies that only the processed text has.
    [Fact]
    public async Task The_processed_template_is_read()
    {
        await PlanAsync(DeleteStack.Tool, Arguments);

        await Client.Received()
            .GetTemplateAsync(Arg.Is<GetTemplateRequest>(r => r.TemplateStage == TemplateStage.Processed), Arg.Any<CancellationToken>());
    }

    // S3-A2a: a comment behind a key once moved its policy to the resource before it.
    [Fact]
    public async Task Each_resource_has_its_own_fate_whatever_the_notation()
    {
        HasTemplate("""
            Resources:
              Db:
                Type: AWS::RDS::DBInstance
                Properties: {Engine: aurora-mysql, DBClusterIdentifier: main}
              Bucket: # audit logs, keep
                Type: AWS::S3::Bucket
                DeletionPolicy: Retain
            """);

        var lines = Lines(await PlanAsync(DeleteStack.Tool, Arguments));

        Assert.Contains("Db (AWS::RDS::DBInstance, web-db): deleted", lines);
        Assert.Contains("Bucket (AWS::S3::Bucket, web-bucket): stays; DeletionPolicy Retain", lines);
    }

    // S3-A2a: better no word than a wrong one.
    [Theory]
    [InlineData("Resources: {Bucket: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}, Bucket: {Type: X}}")]
    [InlineData("Resources: {Other: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}}")]
    [InlineData("Resources: {Bucket: {Type: AWS::S3::Bucket, DeletionPolicy: !Ref Policy}, Db: {Type: X, DeletionPolicy: !Ref Policy}}")]
    public async Task What_is_not_sure_to_be_kept_counts_as_deleted_and_is_warned_of(string template)
    {
        HasTemplate(template);

        var plan = await PlanAsync(DeleteStack.Tool, Arguments);

        Assert.Contains("2 of its 2", plan.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(Lines(plan), l => l.Contains("stays", StringComparison.Ordinal));
        Assert.Single(plan.Warnings);
    }

    // S3-A4b: nested stacks go with the stack.
    [Fact]
    public async Task What_nested_stacks_hold_is_listed()
    {
        HasResources(Id, ("Data", "AWS::CloudFormation::Stack", "arn:data"), ("Kept", "AWS::CloudFormation::Stack", "arn:kept"));
        HasResources("arn:data", ("Table", "AWS::DynamoDB::Table", "orders"), ("Inner", "AWS::CloudFormation::Stack", "arn:inner"));
        HasResources("arn:inner", ("Log", "AWS::Logs::LogGroup", "log"));
        HasTemplate("Resources: {Data: {Type: AWS::CloudFormation::Stack}, Kept: {Type: AWS::CloudFormation::Stack, DeletionPolicy: "
            + "Retain}}");
        HasTemplate("Resources: {Table: {Type: AWS::DynamoDB::Table}, Inner: {Type: AWS::CloudFormation::Stack}}", "arn:data");
        HasTemplate("Resources: {Log: {Type: AWS::Logs::LogGroup, DeletionPolicy: Retain}}", "arn:inner");

        var plan = await PlanAsync(DeleteStack.Tool, Arguments);

        Assert.Equal("Delete the stack web (UPDATE_COMPLETE) and 3 of its 5 resource(s).", plan.Summary);
        Assert.Equal(
        [
            "Data (AWS::CloudFormation::Stack, arn:data): deleted",
            "Data/Inner (AWS::CloudFormation::Stack, arn:inner): deleted",
            "Data/Inner/Log (AWS::Logs::LogGroup, log): stays; DeletionPolicy Retain",
            "Data/Table (AWS::DynamoDB::Table, orders): deleted",
            "Kept (AWS::CloudFormation::Stack, arn:kept): stays; DeletionPolicy Retain",
        ], Lines(plan).Skip(1).SkipLast(1));
    }

    [Fact]
    public async Task A_nested_stack_that_cannot_be_read_is_unknown()
    {
        HasResources(Id, ("Data", "AWS::CloudFormation::Stack", "arn:data"));
        Client.ListStackResourcesAsync(Arg.Is<ListStackResourcesRequest>(r => r.StackName == "arn:data"), Arg.Any<CancellationToken>())
            .Returns<ListStackResourcesResponse>(_ => throw Denied);

        Assert.Equal(["The resources of the nested stack Data: not known (AccessDenied)."],
            (await PlanAsync(DeleteStack.Tool, Arguments)).Unknown);
    }

    [Fact]
    public async Task Protection_and_imports_by_others_stand_in_the_way()
    {
        Stack.Outputs = [new() { OutputKey = "Vpc", ExportName = "web-vpc" }, new() { OutputKey = "Unused", ExportName = "unused" }];
        Stack.EnableTerminationProtection = true;
        Client.ListImportsAsync(default!, default).ReturnsForAnyArgs(c => c.Arg<ListImportsRequest>().ExportName == "unused"
            ? throw new AmazonCloudFormationException("Export 'unused' is not imported by any stack.") { ErrorCode = "ValidationError" }
            : new ListImportsResponse { Imports = ["shop"] });

        var obstacles = (await PlanAsync(DeleteStack.Tool, new { stackName = "web", retainResources = new[] { "Db" } })).Obstacles;

        Assert.Contains(obstacles, o => o.Contains("cfn_set_termination_protection", StringComparison.Ordinal));
        Assert.Contains(obstacles, o => o.Contains("shop imports web-vpc.", StringComparison.Ordinal));
        Assert.Contains(obstacles, o => o.Contains("retainResources", StringComparison.Ordinal));
        Assert.Equal(3, obstacles.Count);
    }

    [Fact]
    public async Task It_is_waited_for_by_id()
    {
        Stack.StackStatus = StackStatus.DELETE_COMPLETE;

        var result = await RunAsync(DeleteStack.Tool, new { stackName = "web", wait = true });

        await Client.Received()
            .DeleteStackAsync(Arg.Is<DeleteStackRequest>(r => r.StackName == Id && r.RetainResources == null),
            Arg.Any<CancellationToken>());
        Assert.Equal("DELETE_COMPLETE", result.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_deletion_that_fails_is_told_with_the_reason()
    {
        Stack.StackStatus = StackStatus.DELETE_FAILED;

        Assert.Equal("The stack web is DELETE_FAILED. Db (AWS::RDS::DBInstance): No such engine",
            (await FailsAsync(() => RunAsync(DeleteStack.Tool, new { stackName = "web", wait = true }))).Message);
    }

    private void HasTemplate(string text, string stack = Id) =>
        Client.GetTemplateAsync(Arg.Is<GetTemplateRequest>(r => r.StackName == stack), Arg.Any<CancellationToken>())
        .Returns(new GetTemplateResponse { TemplateBody = text });

    private void HasResources(string stack, params (string Id, string Type, string Physical)[] resources) =>
        Client.ListStackResourcesAsync(Arg.Is<ListStackResourcesRequest>(r => r.StackName == stack), Arg.Any<CancellationToken>())
            .Returns(new ListStackResourcesResponse
            {
                StackResourceSummaries =
            [
                .. resources.Select(r =>
                    new StackResourceSummary { LogicalResourceId = r.Id, ResourceType = r.Type, PhysicalResourceId = r.Physical,
                    ResourceStatus = "CREATE_COMPLETE" }),
            ],
            });
}
