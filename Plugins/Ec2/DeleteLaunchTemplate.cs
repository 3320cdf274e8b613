using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_delete_launch_template (DeleteLaunchTemplate).</summary>
public static class DeleteLaunchTemplate
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_launch_template", "Deletes an EC2 launch template with all its versions.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeLaunchTemplates", "ec2:DescribeInstances", "ec2:DeleteLaunchTemplate"],
        examples: ["Delete the launch template web-old."]);

    public sealed record Input
    {
        [Description("Launch template id.")]
        public required string TemplateId { get; init; }
    }

    public sealed record Result(string Id, string Name);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var template = await Ec2Resources.TemplateAsync(ec2, input.TemplateId, ct);
        // EC2 marks what a template has launched, and Auto Scaling what it has launched.
        var answer = await ec2.DescribeInstancesAsync(new() { Filters = [new("tag:aws:ec2launchtemplate:id", [template.LaunchTemplateId])] }, ct);
        var launched = (answer.Reservations ?? []).SelectMany(r => r.Instances ?? []).ToList();
        return new($"Delete launch template {template.LaunchTemplateId} ({template.LaunchTemplateName}).",
        [
            $"Its versions up to {template.LatestVersionNumber} are lost for good.",
            .. launched.Select(InstancePlans.AutoScalingGroup).OfType<string>().Distinct().Order(StringComparer.Ordinal).Select(g => $"Auto Scaling group {g} can launch no more instances."),
            .. InstancePlans.Lines([.. launched.Where(i => InstancePlans.AutoScalingGroup(i) is null)], i => $"{InstancePlans.Describe(i)} was launched from it and runs on"),
        ])
        {
            Resources = [new(template.LaunchTemplateId, $"{template.LaunchTemplateName}, latest version {template.LatestVersionNumber}") { Tags = template.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var template = (await ec2.DeleteLaunchTemplateAsync(new() { LaunchTemplateId = input.TemplateId }, ct)).LaunchTemplate;
        return new(input.TemplateId, template.LaunchTemplateName);
    }
}
