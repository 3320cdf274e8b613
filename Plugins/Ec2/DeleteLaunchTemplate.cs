using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

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
        public required string LaunchTemplateId { get; init; }
    }

    public sealed record Result(string Id, string Name);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var template = await Ec2Resources.TemplateAsync(ec2, input.LaunchTemplateId, ct);
        // EC2 marks what a template has launched, and Auto Scaling what it has launched.
        var launched = await InstancePlans.FindAsync(ec2, new Filter("tag:aws:ec2launchtemplate:id", [template.LaunchTemplateId]), ct);
        var plan = new PlanBuilder($"Delete launch template {template.LaunchTemplateId} ({template.LaunchTemplateName}).")
            .Touch(Ec2Resources.ToResource(template))
            .Delete($"launch template {template.LaunchTemplateName}")
            .Lose($"its versions up to {template.LatestVersionNumber}");
        foreach (var group in launched.Select(InstancePlans.AutoScalingGroup).OfType<string>().Distinct().Order(StringComparer.Ordinal))
            plan.Warn($"Auto Scaling group {group} can launch no more instances.");
        return plan
            .Add(InstancePlans.Kept([.. launched.Where(i => InstancePlans.AutoScalingGroup(i) is null)], _ =>
                "it was launched from the template and runs on"))
            .Unknown("Whether Auto Scaling groups without instances use it.")
            .NoUndo("AWS keeps no copy of a launch template.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var template = (await ec2.DeleteLaunchTemplateAsync(new() { LaunchTemplateId = input.LaunchTemplateId }, ct)).LaunchTemplate;
        context.Done($"deleted {input.LaunchTemplateId}");
        return new(input.LaunchTemplateId, template.LaunchTemplateName);
    }
}
