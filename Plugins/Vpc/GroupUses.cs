using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>
/// What keeps a security group from being unused: interfaces, rules of other groups, launch templates, and being the default one.
/// </summary>
internal sealed class GroupUses
{
    /// <summary>The IAM actions that <see cref="ReadAsync"/> needs beside those of interfaces.</summary>
    public static readonly string[] Actions = ["ec2:DescribeSecurityGroupVpcAssociations", "ec2:DescribeLaunchTemplateVersions"];

    /// <summary>What an unused group may still be named by.</summary>
    public const string Unseen =
        "Looked at: network interfaces, rules of other groups, launch templates (latest and default versions), VPC associations. "
        + "Not seen: settings of services without an interface now, such as Lambda functions, tasks, stopped databases and templates of "
            + "stacks.";

    private readonly HashSet<string> used = [];

    // Templates for the default VPC may name their groups.
    private readonly HashSet<string> usedNames = [];

    /// <summary>Reads all at once; what may not be read makes no group unused that it could use, and is noted.</summary>
    public static async Task<GroupUses> ReadAsync(IAmazonEC2 ec2, string? vpcId, Unknowns unknowns, CancellationToken ct)
    {
        var filter = Ec2Tags.Filter("vpc-id", vpcId).ToList();
        var interfaces = Interfaces.LiveAsync(ec2, filter, ct);
        // A group may be named from a peered VPC, so the rules of all VPCs count.
        var groups = Networks.GroupsAsync(ec2, [], ct);
        var templates = unknowns.TryAsync("Launch templates", () => Ec2Resources.VersionsInUseAsync(ec2, null, ct));
        var associations = unknowns.TryAsync("VPC associations of groups", () => Paging.AllAsync<SecurityGroupVpcAssociation>(async next =>
        {
            var answer = await ec2.DescribeSecurityGroupVpcAssociationsAsync(new() { NextToken = next }, ct);
            return (answer.SecurityGroupVpcAssociations, answer.NextToken);
        }));
        await Task.WhenAll(interfaces, groups, templates, associations);
        var uses = new GroupUses();
        uses.used.UnionWith((await interfaces).SelectMany(n => n.Groups ?? []).Select(g => g.GroupId));
        uses.used.UnionWith(
            from g in await groups
            from p in (g.IpPermissions ?? []).Concat(g.IpPermissionsEgress ?? [])
            from pair in p.UserIdGroupPairs ?? []
            where pair.GroupId is not null && pair.GroupId != g.GroupId
            select pair.GroupId);
        uses.used.UnionWith((await templates ?? []).SelectMany(t => (t.LaunchTemplateData?.SecurityGroupIds ?? [])
            .Concat((t.LaunchTemplateData?.NetworkInterfaces ?? []).SelectMany(n => n.Groups ?? []))));
        uses.usedNames.UnionWith((await templates ?? []).SelectMany(t => t.LaunchTemplateData?.SecurityGroups ?? []));
        uses.used.UnionWith((await associations ?? []).Select(a => a.GroupId).OfType<string>());
        return uses;
    }

    /// <summary>Whether nothing uses it. The default group of a VPC cannot be deleted, and so is never told.</summary>
    public bool IsUnused(SecurityGroup group) => group.GroupName != "default" && !used.Contains(group.GroupId)
        && !usedNames.Contains(group.GroupName);
}
