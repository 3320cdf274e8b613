using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_delete_security_group (DeleteSecurityGroup).</summary>
public static class DeleteSecurityGroup
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_security_group", "Deletes an unused security group; its plan lists what uses it. To close a port, use vpc_revoke_rule.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", "ec2:DescribeNetworkInterfaces", "ec2:DeleteSecurityGroup"],
        examples: ["Delete the security groups that nobody uses."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group id.")]
        public required string GroupId { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (group, rules, users, referrers) = (
            Networks.GroupAsync(ec2, input.GroupId, ct), Rules.OfGroupAsync(ec2, input.GroupId, ct),
            Networks.InterfacesAsync(ec2, [new("group-id", [input.GroupId])], ct), Rules.ReferrersAsync(ec2, input.GroupId, ct));
        await Task.WhenAll(group, rules, users, referrers);
        var (g, texts) = (await group, string.Join("; ", (await rules).Select(Rules.Text)));
        if (g.GroupName == "default") throw new ToolException(ToolErrorCode.Conflict, $"{g.GroupId} is the default security group of {g.VpcId}, which cannot be deleted.", "It goes with its VPC.");
        var label = $"{g.GroupId} ({g.GroupName})";
        return Obstacles.Plan($"Delete the security group {label}.", label, [$"{label} with {(await rules).Count} rule(s) -> deleted: {texts}"],
        [
            .. (await users).Select(n => $"{Interfaces.Text(n)} uses it"),
            .. (await referrers).Select(r => $"{r.GroupId} ({r.GroupName}) refers to it: {string.Join(", ", Rules.Naming(g.GroupId, r))}"),
        ], new(g.GroupId, $"{g.GroupName} in {g.VpcId}, '{g.Description}': {texts}") { Tags = g.Tags.ToMap() });
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        await ec2.DeleteSecurityGroupAsync(new() { GroupId = input.GroupId }, ct);
        return new(input.GroupId, "deleted");
    }
}
