using System.Text.Json.Nodes;

namespace Infra.Strict.Rules;

/// <summary>Amazon EC2 Auto Scaling. Sources are the operation's documentation in botocore 1.43.11 (model autoscaling) where nothing else
/// is said.</summary>
internal static class AutoScalingRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        // LaunchTemplateSpecification: id or name, also in the overrides of a mixed group.
        new("A launch template is named by its id or by its name, in overrides too", "autoscaling", "CreateAutoScalingGroup",
            "UpdateAutoScalingGroup", "StartInstanceRefresh")
        {
            Refuses = call => Specifications(call.Input).Any(s => s["LaunchTemplateId"] is not null && s["LaunchTemplateName"] is not null)
                ? new("ValidationError", "Valid requests must contain either launchTemplateId or LaunchTemplateName")
                : null,
        },
        new("A group is launched from one thing", "autoscaling", "CreateAutoScalingGroup")
        {
            Refuses = Rule.ExactlyOne("ValidationError", "LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy", "InstanceId"),
        },
        new("An update launches from one thing at most", "autoscaling", "UpdateAutoScalingGroup")
        {
            Refuses = Rule.AtMostOne("ValidationError", "LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy"),
        },
        new("The least size is not above the greatest", "autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup",
            "PutScheduledUpdateGroupAction")
        {
            Refuses = call => int.TryParse(call.Text("MinSize"), out var min) && int.TryParse(call.Text("MaxSize"), out var max) &&
                min > max
                ? new("ValidationError", "Min bound, must be less than or equal to max bound")
                : null,
        },
        // InstancesDistribution.SpotInstancePools: "valid only when the SpotAllocationStrategy is lowest-price".
        new("Pools are of the strategy lowest-price", "autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
        {
            Refuses = call => call.Input["MixedInstancesPolicy"]?["InstancesDistribution"] is { } d && d["SpotInstancePools"] is not null
                && d["SpotAllocationStrategy"]?.ToString() is not (null or "lowest-price")
                ? new("ValidationError", "SpotInstancePools option is only available with the lowest-price allocation strategy.") : null,
        },
        // TargetTrackingConfiguration: a predefined or a customized metric; Cooldown: simple scaling only.
        new("Cooldown is of simple scaling", "autoscaling", "PutScalingPolicy")
        {
            Refuses = call => call.Has("Cooldown") && call.Text("PolicyType") is "TargetTrackingScaling" or "StepScaling"
                ? new("ValidationError", "Cooldown can be used with simple scaling policies only") : null,
        },
        // PredefinedMetricSpecification.ResourceLabel: required for ALBRequestCountPerTarget.
        new("Requests of a target group need its label", "autoscaling", "PutScalingPolicy")
        {
            Refuses = call => call.Input["TargetTrackingConfiguration"]?["PredefinedMetricSpecification"] is JsonObject metric &&
                metric["PredefinedMetricType"]?.ToString() == "ALBRequestCountPerTarget" && metric["ResourceLabel"] is null
                ? new("ValidationError", "ResourceLabel is required for the predefined metric type ALBRequestCountPerTarget")
                : null,
        },
        // RefreshPreferences: both percentages or none where they are given; 0..100 and 100..200, within 100 of each other.
        new("The most healthy instances are given with the least", "autoscaling", "StartInstanceRefresh")
        {
            Refuses = call => call.Input["Preferences"] is JsonObject preferences && preferences["MaxHealthyPercentage"] is not null &&
                preferences["MinHealthyPercentage"] is null
                ? new("ValidationError", "MinHealthyPercentage must be specified with MaxHealthyPercentage")
                : null,
        },
        // RefreshPreferences.AutoRollback: not where there is "no desired configuration specified for the instance refresh".
        new("A refresh goes back only from a desired configuration", "autoscaling", "StartInstanceRefresh")
        {
            Refuses = call => call.Input["Preferences"]?["AutoRollback"]?.ToString() == "true" && !call.Has("DesiredConfiguration")
                ? new("ValidationError", "AutoRollback requires a DesiredConfiguration") : null,
        },
    ];

    private static IEnumerable<JsonObject> Specifications(JsonNode? node)
    {
        if (node is JsonObject structure)
        {
            foreach (var (name, value) in structure)
            {
                if (name is "LaunchTemplate" or "LaunchTemplateSpecification" && value is JsonObject specification &&
                    specification["LaunchTemplateSpecification"] is null) yield return specification;
                foreach (var below in Specifications(value)) yield return below;
            }
        }

        foreach (var item in node as JsonArray ?? [])
            foreach (var below in Specifications(item)) yield return below;
    }
}
