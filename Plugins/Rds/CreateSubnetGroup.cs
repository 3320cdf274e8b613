using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_create_subnet_group (CreateDBSubnetGroup).</summary>
public static class CreateSubnetGroup
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, ListSubnetGroups.Row>(
        "create_subnet_group", "Creates a DB subnet group, in which databases are placed.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBSubnetGroups", "rds:CreateDBSubnetGroup", "rds:AddTagsToResource",
            "iam:CreateServiceLinkedRole>rds.amazonaws.com",
        ],
        examples: ["Make a subnet group data of the two private subnets."]);

    public sealed record Input
    {
        [Description("New name."), RegularExpression("[A-Za-z][A-Za-z0-9._ -]{0,254}")]
        public required string Name { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("Subnets in at least two zones."), MinLength(2)]
        public required IReadOnlyList<string> SubnetIds { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var (what, unknowns) = ($"DB subnet group {input.Name}", new Unknowns(context.Target));
        return new PlanBuilder($"Create the {what}.")
            .Create(what, "subnets", input.SubnetIds, "they must be of one VPC and cover two zones; the group costs nothing")
            .Obstacle(await RdsName.TakenAsync($"a {what}", async () =>
                (await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.Name }, ct)).DBSubnetGroups?.FirstOrDefault(),
                unknowns))
            .Unknown(unknowns.Notes)
            .Undo("rds_delete_subnet_group", new { name = input.Name })
            .Build();
    }

    public static async Task<ListSubnetGroups.Row> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.CreateDBSubnetGroupAsync(new()
        {
            DBSubnetGroupName = input.Name,
            DBSubnetGroupDescription = input.Description ?? input.Name,
            SubnetIds = [.. input.SubnetIds],
            Tags = RdsTags.ToList(input.Tags),
        }, ct);
        context.Done($"created the DB subnet group {input.Name}", created: answer.DBSubnetGroup.DBSubnetGroupArn ?? input.Name);
        return ListSubnetGroups.ToRow(answer.DBSubnetGroup);
    }
}
