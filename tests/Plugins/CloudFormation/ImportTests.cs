using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class ImportTests : CfnToolTest
{
    [Fact]
    public async Task An_import_names_the_resources_takes_no_nested_stacks_along_and_needs_a_template()
    {
        CreateChangeSetRequest? sent = null;
        Client.CreateChangeSetAsync(Arg.Do<CreateChangeSetRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateChangeSetResponse { Id = "arn:cs", StackId = Id });
        var imports = new[] { new { logicalId = "Bucket", type = "AWS::S3::Bucket", identifier = Map("BucketName=logs") } };
        var arguments = new
        {
            stackName = "web",
            changeSetName = "take",
            templateBody = Template,
            imports,
            parameters = Map("DbPassword=hunter2-hunter2")
        };

        var plan = await PlanAsync(CreateChangeSet.Tool, arguments);
        await RunAsync(CreateChangeSet.Tool, arguments);

        Assert.Contains(plan.Changes, c => c is { Property: "takes over", To: "BucketName=logs" });
        Assert.Equal((ChangeSetType.IMPORT, null, "logs"),
            (sent!.ChangeSetType, sent.IncludeNestedStacks, sent.ResourcesToImport.Single().ResourceIdentifier["BucketName"]));
        await FailsAsync(() => PlanAsync(CreateChangeSet.Tool, new { stackName = "web", changeSetName = "take", imports }));
    }
}
