using System.Text.Json;
using Amazon.ResourceGroupsTaggingAPI.Model;

namespace Infra.Plugins.Account;

public sealed class InventoryTests : AccountTest
{
    private readonly ToolHost host;
    private readonly ToolContext context;

    public InventoryTests() => (host, context) = Server(
        new ModuleStatus("ec2", ToolKind.Read, true,
        [
            Offered("ec2_list_instances", ToolKind.Read, ["ec2:DescribeInstances"], "limit", "cursor"),
            Offered("ec2_list_instance_types", ToolKind.Read, ["ec2:DescribeInstanceTypes"], "limit"),
            Offered("ec2_get_instance", ToolKind.Read, ["ec2:DescribeInstances"], "instanceId"),
        ]),
        new ModuleStatus("iam", ToolKind.Read, true,
            [Offered("iam_list_roles", ToolKind.Read, ["iam:ListRoles"], "limit") with { Global = true }]),
        new ModuleStatus("cfn", ToolKind.Read, true,
            [Offered("cfn_list_events", ToolKind.Read, ["cloudformation:DescribeStackEvents"],
            "stackName") with { Required = ["stackName"] }]));

    private void Lists(string tool, params string[] pages)
    {
        var answers = pages.Select(p => Task.FromResult(JsonElement.Parse(p))).ToArray();
        host.CallAsync(tool, Arg.Any<JsonElement>(), Arg.Any<ToolContext>(), Arg.Any<CancellationToken>())
            .Returns(answers[0], answers[1..]);
    }

    private static string Rows(JsonElement page) =>
        string.Join(' ', page.GetProperty("items").EnumerateArray().Select(r => r.GetRawText()));

    [Fact]
    public async Task Each_kind_is_counted_over_all_pages_and_what_AWS_offers_is_none()
    {
        Lists("ec2_list_instances", """{"items":[1,2],"nextCursor":"x"}""", """{"items":[3]}""");
        Lists("iam_list_roles", """{"items":[]}""");

        var page = await RunAsync(Inventory.Tool, new { }, context);

        Assert.Equal("""{"kind":"ec2 instances","count":3}""", Rows(page));
    }

    [Fact]
    public async Task The_index_of_tags_adds_services_without_a_module()
    {
        Lists("ec2_list_instances", """{"items":[1]}""");
        Lists("iam_list_roles", """{"items":[]}""");
        Tagging.GetResourcesAsync(default!, default).ReturnsForAnyArgs(new GetResourcesResponse
        {
            ResourceTagMappingList =
            [
                new() { ResourceARN = "arn:aws:ec2:eu-west-1:1:instance/i-1" }, new() { ResourceARN = "arn:aws:sqs:eu-west-1:1:orders" },
                new() { ResourceARN = "arn:aws:ecs:eu-west-1:1:cluster/web" },
                new() { ResourceARN = "arn:aws:ecs:eu-west-1:1:cluster/api" },
            ],
        });

        Assert.Equal("""{"kind":"ec2 instances","count":1} {"kind":"ecs cluster","count":2} {"kind":"sqs","count":1}""",
            Rows(await RunAsync(Inventory.Tool, new { }, context)));
    }

    [Fact]
    public async Task What_could_not_be_seen_is_told()
    {
        Lists("iam_list_roles", """{"items":[1]}""");
        host.CallAsync("ec2_list_instances", Arg.Any<JsonElement>(), Arg.Any<ToolContext>(), Arg.Any<CancellationToken>())
            .Returns(Task.FromException<JsonElement>(
                new ToolException(ToolErrorCode.AccessDenied, "No.") { AwsErrorCode = "UnauthorizedOperation" }));

        var page = await RunAsync(Inventory.Tool, new { }, context);

        Assert.Contains("Not counted (UnauthorizedOperation): ec2 instances.", page.GetProperty("note").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Global_services_are_counted_in_one_region_of_an_account_alone()
    {
        Lists("ec2_list_instances", """{"items":[1]}""", """{"items":[1]}""");
        Lists("iam_list_roles", """{"items":[1,2]}""");
        AwsTarget[] targets = [new("dev", "eu-west-1"), new("dev", "us-east-1")];

        var first = await RunAsync(Inventory.Tool, new { }, new() { Host = host, Target = targets[0], Targets = targets });
        var second = await RunAsync(Inventory.Tool, new { }, new() { Host = host, Target = targets[1], Targets = targets });

        Assert.Equal("""{"kind":"ec2 instances","count":1} {"kind":"iam roles","count":2,"region":"global"}""", Rows(first));
        Assert.Equal("""{"kind":"ec2 instances","count":1}""", Rows(second));
    }
}
