using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>A stack <c>web</c> with a bucket, a database and a hidden parameter.</summary>
public abstract class CfnToolTest : ToolTest<IAmazonCloudFormation>
{
    protected const string Id = "arn:aws:cloudformation:eu-west-1:123456789012:stack/web/0001";
    protected const string Template =
        """{"Parameters":{"Size":{},"DbPassword":{"NoEcho":true}},"Resources":{"Bucket":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"},"Db":{"Type":"AWS::RDS::DBInstance"}}}""";

    protected CfnToolTest()
    {
        HasStack();
        Client.ListStackResourcesAsync(default!, default).ReturnsForAnyArgs(new ListStackResourcesResponse
        {
            StackResourceSummaries =
            [
                new() { LogicalResourceId = "Bucket", PhysicalResourceId = "web-bucket", ResourceType = "AWS::S3::Bucket",
                    ResourceStatus = "CREATE_COMPLETE", DriftInformation = new() { StackResourceDriftStatus = "NOT_CHECKED" } },
                new() { LogicalResourceId = "Db", PhysicalResourceId = "web-db", ResourceType = "AWS::RDS::DBInstance",
                    ResourceStatus = "UPDATE_IN_PROGRESS", LastUpdatedTimestamp = new(2026, 2, 2, 0, 0, 1, DateTimeKind.Utc) },
            ],
        });
        Client.DescribeStackEventsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeStackEventsResponse { StackEvents = [Cancelled, Failed] });
        Client.GetTemplateAsync(default!, default).ReturnsForAnyArgs(new GetTemplateResponse { TemplateBody = Template });
        Client.GetTemplateSummaryAsync(default!, default).ReturnsForAnyArgs(_ => Summary);
        Client.GetStackPolicyAsync(default!, default).ReturnsForAnyArgs(new GetStackPolicyResponse());
        Client.DescribeChangeSetAsync(default!, default).ReturnsForAnyArgs(_ => ChangeSet);
        Client.ListChangeSetsAsync(default!, default)
            .ReturnsForAnyArgs(new ListChangeSetsResponse
            {
                Summaries = [new() { ChangeSetName = "resize" },
            new() { ChangeSetName = "other" }]
            });
    }

    protected Stack Stack { get; } = new()
    {
        StackId = Id,
        StackName = "web",
        StackStatus = StackStatus.UPDATE_COMPLETE,
        LastUpdatedTime = new(2026, 2, 2, 0, 0, 0, DateTimeKind.Utc),
        Parameters = [new() { ParameterKey = "Size", ParameterValue = "small" },
            new() { ParameterKey = "DbPassword", ParameterValue = "****" }],
        Tags = [new() { Key = "team", Value = "shop" }],
    };

    protected static StackEvent Failed =>
        new()
        {
            StackId = Id,
            LogicalResourceId = "Db",
            ResourceType = "AWS::RDS::DBInstance",
            ResourceStatus = "UPDATE_FAILED",
            ResourceStatusReason = "No such engine",
            Timestamp = new(2026, 2, 2, 0, 0, 2, DateTimeKind.Utc)
        };

    protected static StackEvent Cancelled =>
        new()
        {
            StackId = Id,
            LogicalResourceId = "Bucket",
            ResourceStatus = "UPDATE_FAILED",
            ResourceStatusReason = "Resource update cancelled",
            Timestamp = new(2026, 2, 2, 0, 0, 3, DateTimeKind.Utc)
        };

    protected GetTemplateSummaryResponse Summary { get; } = new()
    {
        Parameters = [new() { ParameterKey = "Size", DefaultValue = "small" },
        new() { ParameterKey = "DbPassword", NoEcho = true }]
    };

    protected DescribeChangeSetResponse ChangeSet { get; } = new()
    {
        ChangeSetId = "arn:cs",
        ChangeSetName = "resize",
        StackId = Id,
        StackName = "web",
        Status = ChangeSetStatus.CREATE_COMPLETE,
        ExecutionStatus = ExecutionStatus.AVAILABLE,
        Changes =
        [
            new()
            {
                ResourceChange = new()
                {
                    Action = "Modify", LogicalResourceId = "Db", PhysicalResourceId = "web-db", ResourceType = "AWS::RDS::DBInstance",
                        Replacement = "True", PolicyAction = "ReplaceAndDelete",
                    Details = [new() { Target = new() { Attribute = "Properties", Name = "Engine", RequiresRecreation = "Always",
                        BeforeValue = "mysql", AfterValue = "postgres" } }],
                },
            },
            new() { ResourceChange = new() { Action = "Remove", LogicalResourceId = "Bucket", ResourceType = "AWS::S3::Bucket" } },
        ],
    };

    /// <summary>The change set <c>resize</c> changes a nested stack, whose own set replaces a table.</summary>
    protected void HasNestedChangeSet()
    {
        ChangeSet.IncludeNestedStacks = true;
        ChangeSet.Changes =
        [
            new()
            {
                ResourceChange = new()
                {
                    Action = "Modify", LogicalResourceId = "Data", PhysicalResourceId = "arn:data",
                        ResourceType = "AWS::CloudFormation::Stack", Replacement = "False", ChangeSetId = "arn:cs-data",
                },
            },
        ];
        Client.DescribeChangeSetAsync(Arg.Is<DescribeChangeSetRequest>(r => r.ChangeSetName == "arn:cs-data"), Arg.Any<CancellationToken>())
            .Returns(new DescribeChangeSetResponse
            {
                ChangeSetId = "arn:cs-data",
                Changes =
            [
                new() { ResourceChange = new() { Action = "Modify", LogicalResourceId = "Table", PhysicalResourceId = "orders",
                    ResourceType = "AWS::DynamoDB::Table", Replacement = "True" } },
            ],
            });
    }

    protected void HasStack() =>
        Client.DescribeStacksAsync(default(DescribeStacksRequest)!, default)
        .ReturnsForAnyArgs(_ => new DescribeStacksResponse { Stacks = [Stack] });

    protected void HasNoStack() => Client.DescribeStacksAsync(default(DescribeStacksRequest)!, default)
        .ReturnsForAnyArgs(Task.FromException<DescribeStacksResponse>(
            new AmazonCloudFormationException("Stack with id web does not exist") { ErrorCode = "ValidationError" }));

    /// <summary>A map: the names of an anonymous object would lose their capitals.</summary>
    protected static Dictionary<string, string> Map(params string[] pairs) =>
        pairs.Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);

    protected static AmazonCloudFormationException Denied =>
        new("not authorized") { ErrorCode = "AccessDenied", StatusCode = System.Net.HttpStatusCode.Forbidden };

    /// <summary>A context that collects what the tool names as secret.</summary>
    protected ToolContext Collecting(List<string> secrets) => new() { Time = Time, Secret = secrets.Add };

    protected static async Task<ToolException> FailsAsync(Func<Task> act) => await Assert.ThrowsAsync<ToolException>(act);
}
