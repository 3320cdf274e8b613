using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_create_group (CreateAutoScalingGroup).</summary>
public static class CreateGroup
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "create_group",
        "Creates an Auto Scaling group from a launch template; its instances start at once. Then asg_put_scaling_policy; asg_get_group "
            + "tells its state.",
        PlanAsync, RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeScalingActivities", "autoscaling:CreateAutoScalingGroup",
            "autoscaling:CreateOrUpdateTags", "ec2:RunInstances", "ec2:CreateTags", "ssm:GetParameters", "iam:PassRole>ec2.amazonaws.com",
            "iam:CreateServiceLinkedRole>autoscaling.amazonaws.com",
        ],
        examples: ["Keep two to six instances of the template web running in these subnets."])
        .With(deadline: Groups.Settling + TimeSpan.FromMinutes(2));

    public sealed record Input
    {
        [Description("Group name."), RegularExpression("[!-9;-~]{1,255}")]
        public required string Group { get; init; }

        [Description("Name or id.")]
        public required string LaunchTemplate { get; init; }

        [Description("Number, $Latest or $Default.")]
        public string LaunchTemplateVersion { get; init; } = "$Default";

        [Description("Fewest instances."), Range(0, int.MaxValue)]
        public required int Min { get; init; }

        [Description("Most instances."), Range(0, int.MaxValue)]
        public required int Max { get; init; }

        [Description("Instances to start now; default min.")]
        public int? Desired { get; init; }

        [Description("Subnet ids; several zones make it survive one."), MinLength(1)]
        public required IReadOnlyList<string> SubnetIds { get; init; }

        [Description("Target group ARNs.")]
        public IReadOnlyList<string> TargetGroupArns { get; init; } = [];

        [Description("Besides EC2's."), AllowedValues("EC2", "ELB", "EBS", "VPC_LATTICE")]
        public string HealthCheckType { get; init; } = "EC2";

        [Description("Seconds until checks count."), Range(0, int.MaxValue)]
        public int HealthCheckGracePeriod { get; init; } = 300;

        [Description("Deletions that are refused."), AllowedValues("none", "prevent-force-deletion", "prevent-all-deletion")]
        public string DeletionProtection { get; init; } = "none";

        [Description("Of the group and its instances.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until in service, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Arn, string Name, int? Desired, int InService)
    {
        public string? Note { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var desired = input.Desired ?? input.Min;
        if (input.Min > input.Max || desired < input.Min || desired > input.Max) throw ToolException.InvalidInput(
            "min <= desired <= max must hold.");
        var what = $"Auto Scaling group {input.Group}";
        var plan = new PlanBuilder($"Create the {what} with {desired} instance(s).")
            .Touch(input.TargetGroupArns.Select(Groups.TargetGroup))
            .Create(what)
            .Create(what, "capacity", $"min {input.Min}, desired {desired}, max {input.Max}", "unhealthy instances are replaced")
            .Create(what, "launch template", $"{input.LaunchTemplate}:{input.LaunchTemplateVersion}")
            .Create(what, "subnets", input.SubnetIds)
            .Create(what, "health check", input.HealthCheckType)
            .Undo("asg_delete_group", new { group = input.Group, force = true });
        if (desired > 0) plan.Create($"{desired} instance(s)", "they start at once and are billed");
        if (input.TargetGroupArns.Count > 0) plan.Create(what, "target groups", input.TargetGroupArns,
            "the instances are registered with them");
        if (input.DeletionProtection != "none") plan.Create(what, "deletion protection", input.DeletionProtection)
            .NoUndo("Deletion protection is on from the start.");
        if (await Groups.SeekAsync(asg, input.Group, ct) is not null)
            plan.Obstacle(
                $"There is an Auto Scaling group '{input.Group}' already; choose another name, or change it with asg_update_group.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.CreateAutoScalingGroupAsync(new()
        {
            AutoScalingGroupName = input.Group,
            LaunchTemplate = Groups.ToSpecification(input.LaunchTemplate, input.LaunchTemplateVersion),
            MinSize = input.Min,
            MaxSize = input.Max,
            DesiredCapacity = input.Desired,
            VPCZoneIdentifier = string.Join(',', input.SubnetIds),
            TargetGroupARNs = input.TargetGroupArns.Count == 0 ? null : [.. input.TargetGroupArns],
            HealthCheckType = input.HealthCheckType,
            HealthCheckGracePeriod = input.HealthCheckGracePeriod,
            DeletionProtection = input.DeletionProtection == "none" ? null : input.DeletionProtection,
            Tags = Tags.List(input.Tags, (key, value) => new Amazon.AutoScaling.Model.Tag
            {
                Key = key,
                Value = value,
                PropagateAtLaunch = true,
                ResourceId = input.Group,
                ResourceType = "auto-scaling-group",
            }),
        }, ct);
        context.Done($"created the Auto Scaling group {input.Group}", created: input.Group);
        var (group, note) = await Groups.SettleAsync(asg, input.Group, input.Wait, null, context, ct);
        return new(group.AutoScalingGroupARN, group.AutoScalingGroupName, group.DesiredCapacity, Capacity.Instances(group)) { Note = note };
    }
}
