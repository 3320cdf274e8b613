using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_security_group (CreateSecurityGroup).</summary>
public static class CreateSecurityGroup
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_security_group",
        "Creates a security group that lets nothing in. Then add rules with vpc_authorize_rule.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcs", "ec2:DescribeSecurityGroups", "ec2:CreateSecurityGroup", "ec2:CreateTags"],
        examples: ["Make a security group for the database."]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("Group name, unique in the VPC; it may not begin with sg-."), MinLength(1), MaxLength(255)]
        public required string Name { get; init; }

        [Description("Its purpose; cannot be changed later."), MinLength(1), MaxLength(255)]
        public required string Description { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, string VpcId);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var vpc = await Networks.VpcAsync(ec2, input.VpcId, ct);
        var groups = await Networks.GroupsAsync(ec2, [new("vpc-id", [vpc.VpcId])], ct);
        var plan = new PlanBuilder($"Create the security group '{input.Name}' in {Networks.Label(vpc.VpcId, vpc.Tags)}.")
            .Touch(Networks.ToResource(vpc))
            .Create($"security group '{input.Name}'", "it lets nothing in and everything out");
        // EC2 compares the names without regard to case.
        foreach (var g in groups.Where(g => string.Equals(g.GroupName, input.Name, StringComparison.OrdinalIgnoreCase)))
            plan.Obstacle($"{g.GroupId} has the name '{g.GroupName}' already.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var made = await ec2.CreateSecurityGroupAsync(new()
        {
            VpcId = input.VpcId,
            GroupName = input.Name,
            Description = input.Description,
            TagSpecifications = Ec2Tags.For(ResourceType.SecurityGroup, input.Tags),
        }, ct);
        context.Done($"created {made.GroupId}", created: made.GroupId);
        return new(made.GroupId, input.Name, input.VpcId);
    }
}
