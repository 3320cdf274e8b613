using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_create_group (CreateAutoScalingGroup).</summary>
public static class CreateGroup
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "create_group", "Creates an Auto Scaling group from a launch template; its instances start at once. Then asg_put_scaling_policy; asg_get_group tells its state.", PlanAsync, RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:CreateAutoScalingGroup", "autoscaling:CreateOrUpdateTags",
            "ec2:RunInstances", "ec2:CreateTags", "ssm:GetParameters", "iam:PassRole>ec2.amazonaws.com",
            "iam:CreateServiceLinkedRole>autoscaling.amazonaws.com",
        ],
        examples: ["Keep two to six instances of the template web running in these subnets."]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Name or id.")]
        public required string LaunchTemplate { get; init; }

        [Description("Number, $Latest or $Default.")]
        public string LaunchTemplateVersion { get; init; } = "$Default";

        [Description("Min.")]
        public required int Min { get; init; }

        [Description("Max.")]
        public required int Max { get; init; }

        [Description("Now; else min.")]
        public int? Desired { get; init; }

        [Description("Subnet ids."), MinLength(1)]
        public required IReadOnlyList<string> SubnetIds { get; init; }

        [Description("Target group ARNs.")]
        public IReadOnlyList<string> TargetGroupArns { get; init; } = [];

        [Description("ELB: also the load balancer's."), AllowedValues("EC2", "ELB")]
        public string HealthCheckType { get; init; } = "EC2";

        [Description("Seconds.")]
        public int HealthCheckGracePeriod { get; init; } = 300;

        [Description("Deletion protection."), AllowedValues("none", "prevent-force-deletion", "prevent-all-deletion")]
        public string DeletionProtection { get; init; } = "none";

        [Description("Of instances too.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until in service, max 10 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Arn, string Name, int? Desired, int InService);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var desired = input.Desired ?? input.Min;
        if (input.Min > input.Max || desired < input.Min || desired > input.Max) throw new ToolException(ToolErrorCode.InvalidInput, "min <= desired <= max must hold.");
        if ((await asg.DescribeAutoScalingGroupsAsync(new() { AutoScalingGroupNames = [input.Group] }, ct)).AutoScalingGroups is { Count: > 0 })
            throw new ToolException(ToolErrorCode.Conflict, $"There is an Auto Scaling group '{input.Group}' already.", "Choose another name, or change it with asg_update_group.");
        return new($"Create the Auto Scaling group {input.Group} with {desired} instance(s).",
        [
            $"{desired} instance(s) of {input.LaunchTemplate}:{input.LaunchTemplateVersion} start at once in {string.Join(", ", input.SubnetIds)}, and are billed",
            $"unhealthy ones are replaced; the group keeps between {input.Min} and {input.Max}",
            .. input.TargetGroupArns.Select(t => $"instances are registered with {t}"),
        ]);
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
            Tags = input.Tags.Count == 0 ? null
                : [.. input.Tags.Select(t => new Amazon.AutoScaling.Model.Tag { Key = t.Key, Value = t.Value, PropagateAtLaunch = true, ResourceId = input.Group, ResourceType = "auto-scaling-group" })],
        }, ct);
        var group = await Groups.SettleAsync(asg, input.Group, input.Wait, context, ct);
        return new(group.AutoScalingGroupARN, group.AutoScalingGroupName, group.DesiredCapacity, Groups.InService(group));
    }
}
