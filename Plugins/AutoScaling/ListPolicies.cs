using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_list_policies (DescribePolicies).</summary>
public static class ListPolicies
{
    public static readonly AsgTool Tool = AsgTool.Read<Input, Page<Row>>(
        "list_policies", "Lists scaling policies and their alarms. For changes by the clock, use asg_list_scheduled_actions.", RunAsync,
        iam: ["autoscaling:DescribePolicies"],
        examples: ["At what load does the group web grow?"]);

    public sealed record Input : PageInput
    {
        [Description("Group name.")]
        public string? Group { get; init; }
    }

    public sealed record Row(string Name, string Group, string? Type, string Rule, bool Enabled, IReadOnlyList<string> Alarms);

    public static async Task<Page<Row>> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var answer = await asg.DescribePoliciesAsync(
            new() { AutoScalingGroupName = input.Group, MaxRecords = Math.Min(100, input.Limit), NextToken = input.Cursor }, ct);
        return new([.. (answer.ScalingPolicies ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(ScalingPolicy p) =>
        new(p.PolicyName, p.AutoScalingGroupName, p.PolicyType, Policies.Describe(p), p.Enabled ?? true, [.. Policies.Alarms(p)]);
}
