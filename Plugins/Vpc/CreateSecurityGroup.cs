using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_create_security_group (CreateSecurityGroup).</summary>
public static class CreateSecurityGroup
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_security_group", "Creates a security group that lets nothing in. Then add rules with vpc_authorize_rule.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcs", "ec2:DescribeSecurityGroups", "ec2:CreateSecurityGroup", "ec2:CreateTags"],
        examples: ["Make a security group for the database."]);

    public sealed record Input
    {
        [Description("VPC id.")]
        public required string VpcId { get; init; }

        [Description("Group name; not sg-..."), MinLength(1), MaxLength(255)]
        public required string Name { get; init; }

        [Description("What it is for; cannot be changed."), MinLength(1), MaxLength(255)]
        public required string Description { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, string VpcId);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var vpc = await Networks.VpcAsync(ec2, input.VpcId, ct);
        var same = await Networks.GroupsAsync(ec2, [new("vpc-id", [vpc.VpcId]), new("group-name", [input.Name])], ct);
        return new($"Create the security group '{input.Name}' in {Networks.Label(vpc.VpcId, vpc.Tags)}.",
        [
            "It lets nothing in and everything out.",
            .. same.Select(g => $"AWS will refuse: {g.GroupId} has this name already."),
        ]);
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var made = await ec2.CreateSecurityGroupAsync(new()
        {
            VpcId = input.VpcId,
            GroupName = input.Name,
            Description = input.Description,
            TagSpecifications = Ec2Tags.For(ResourceType.SecurityGroup, input.Tags),
        }, ct);
        return new(made.GroupId, input.Name, input.VpcId);
    }
}
