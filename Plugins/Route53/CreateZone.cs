using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>route53_create_zone (CreateHostedZone, ChangeTagsForResource).</summary>
public static class CreateZone
{
    public static readonly Route53Tool Tool = Route53Tool.Write<Input, Result>(
        "create_zone", "Creates a hosted zone: public, or private for a VPC. Then add records with route53_upsert_record.", PlanAsync,
        RunAsync,
        iam: ["route53:ListHostedZonesByName", "route53:CreateHostedZone", "route53:ChangeTagsForResource", "ec2:DescribeVpcs"],
        examples: ["Make a private zone internal.example for this VPC."]);

    public sealed record Input
    {
        [Description("Domain, for example example.com.")]
        public required string Name { get; init; }

        [Description("VPC id, for a private zone.")]
        public string? VpcId { get; init; }

        [Description("Region of the VPC.")]
        public string? VpcRegion { get; init; }

        [Description("Comment."), MaxLength(256)]
        public string? Comment { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, bool Private, IReadOnlyList<string> NameServers, string? ChangeId);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        if (input.VpcId is null != input.VpcRegion is null) throw ToolException.InvalidInput("vpcId and vpcRegion go together.");
        var name = DomainName.Normal(input.Name);
        var plan = new PlanBuilder($"Create the {(input.VpcId is null ? "public" : "private")} hosted zone {DomainName.Shown(name)}")
            .Create($"zone {DomainName.Shown(name)}", "it is billed by the month");
        if (input.VpcId is null)
        {
            plan.Warn("It answers once the registrar or the zone above names its name servers.");
        }
        else
        {
            // Route 53 does not tell the tags of a VPC.
            plan.Touch(new PlannedResource(input.VpcId, $"VPC in {input.VpcRegion}, resolves names by its present zones"))
                .Change($"{input.VpcId} in {input.VpcRegion}", "zone for this name", "as now",
                    $"the new private zone, in place of the public {DomainName.Shown(name)}");
        }

        foreach (var z in await Zones.NamedAsync(route53, name, ct))
        {
            var kind = z.Config?.PrivateZone == true ? "private" : "public";
            plan.Warn($"There is a {kind} zone {DomainName.Shown(name)} already ({Ids.Short(z.Id)}, "
                + $"{z.ResourceRecordSetCount} records); the new one gets other name servers and none of its records.");
        }

        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, ToolContext context, CancellationToken ct)
    {
        var made = await route53.CreateHostedZoneAsync(new()
        {
            Name = DomainName.Normal(input.Name),
            CallerReference = Guid.NewGuid().ToString(),
            VPC = input.VpcId is null ? null : new() { VPCId = input.VpcId, VPCRegion = input.VpcRegion },
            HostedZoneConfig = new() { Comment = input.Comment, PrivateZone = input.VpcId is not null },
        }, ct);
        var id = Ids.Short(made.HostedZone.Id);
        context.Done($"created the zone {id} ({made.HostedZone.Name})", created: id);
        await Zones.TagAsync(route53, TagResourceType.Hostedzone, id, input.Tags, context, ct);
        return new(id, made.HostedZone.Name, input.VpcId is not null, made.DelegationSet?.NameServers ?? [],
            made.ChangeInfo is { } change ? Ids.Short(change.Id) : null);
    }
}
