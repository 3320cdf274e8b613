using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_create_parameter_group (CreateDBParameterGroup, CreateDBClusterParameterGroup).</summary>
public static class CreateParameterGroup
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "create_parameter_group", "Creates a DB parameter group with the engine's values. To set some, use rds_modify_parameters.",
            PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBParameterGroups", "rds:DescribeDBClusterParameterGroups", "rds:CreateDBParameterGroup",
            "rds:CreateDBClusterParameterGroup", "rds:AddTagsToResource",
        ],
        examples: ["Make a parameter group orders16 for postgres16."]);

    public sealed record Input
    {
        [Description("New name."), RegularExpression(RdsName.Pattern), MaxLength(RdsName.LongestOfGroup)]
        public required string Name { get; init; }

        [Description("Like postgres16.")]
        public required string Family { get; init; }

        [Description("Whether for instances or for clusters."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Description; default the name.")]
        public string? Description { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Family, string? Arn);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        return new PlanBuilder($"Create the {input.SourceType} parameter group {input.Name} for {input.Family}.")
            .Create($"parameter group {input.Name}", "it changes nothing until an instance or cluster uses it")
            .Obstacle(await RdsName.TakenAsync(
                $"{(input.SourceType == "cluster" ? "a cluster" : "an instance")} parameter group {input.Name}",
                async () => (await ParameterGroups.FindAsync(rds, input.SourceType, input.Name, ct)).Resource, unknowns))
            .Unknown(unknowns.Notes)
            .Undo("rds_delete_parameter_group", new { parameterGroup = input.Name, sourceType = input.SourceType })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var (tags, description) = (RdsTags.ToList(input.Tags), input.Description ?? input.Name);
        Result made;
        if (input.SourceType == "cluster")
        {
            var c = (await rds.CreateDBClusterParameterGroupAsync(new()
            {
                DBClusterParameterGroupName = input.Name,
                DBParameterGroupFamily = input.Family,
                Description = description,
                Tags = tags,
            }, ct)).DBClusterParameterGroup;
            made = new(c.DBClusterParameterGroupName, c.DBParameterGroupFamily, c.DBClusterParameterGroupArn);
        }
        else
        {
            var g = (await rds.CreateDBParameterGroupAsync(
                new() { DBParameterGroupName = input.Name, DBParameterGroupFamily = input.Family, Description = description, Tags = tags },
                    ct)).DBParameterGroup;
            made = new(g.DBParameterGroupName, g.DBParameterGroupFamily, g.DBParameterGroupArn);
        }

        context.Done($"created the parameter group {made.Name}", created: made.Arn ?? made.Name);
        return made;
    }
}
