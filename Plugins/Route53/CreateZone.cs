using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Route53;

namespace Infra.Plugins.Route53;

/// <summary>route53_create_zone (CreateHostedZone, ChangeTagsForResource).</summary>
public static class CreateZone
{
    public static readonly Route53Tool Tool = Route53Tool.Write<Input, Result>(
        "create_zone", "Creates a hosted zone: public, or private for a VPC. Then add records with route53_upsert_record.", PlanAsync, RunAsync,
        iam: ["route53:ListHostedZonesByName", "route53:CreateHostedZone", "route53:ChangeTagsForResource", "ec2:DescribeVpcs"],
        examples: ["Make a private zone internal.example for this VPC."]);

    public sealed record Input
    {
        [Description("Domain.")]
        public required string Name { get; init; }

        [Description("Makes it private.")]
        public string? VpcId { get; init; }

        [Description("VPC region.")]
        public string? VpcRegion { get; init; }

        [Description("Comment."), MaxLength(256)]
        public string? Comment { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, bool Private, IReadOnlyList<string> NameServers, string? ChangeId);

    public static async Task<ToolPlan> PlanAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        if (input.VpcId is null != input.VpcRegion is null) throw new ToolException(ToolErrorCode.InvalidInput, "vpcId and vpcRegion go together.");
        var name = Records.Normal(input.Name);
        var same = (await route53.ListHostedZonesByNameAsync(new() { DNSName = name, MaxItems = "10" }, ct)).HostedZones?.Where(z => Records.Normal(z.Name) == name) ?? [];
        return new($"Create the {(input.VpcId is null ? "public" : "private")} hosted zone {name}",
        [
            .. same.Select(z => $"there is a {(z.Config?.PrivateZone == true ? "private" : "public")} zone {name} already ({Ids.Short(z.Id)}, {z.ResourceRecordSetCount} records); the new one gets other name servers and none of its records"),
            input.VpcId is null ? "It answers once the registrar or the zone above names its name servers." : $"Only {input.VpcId} in {input.VpcRegion} resolves it, in place of the public {name}",
            "It is billed by the month.",
        ]);
    }

    public static async Task<Result> RunAsync(IAmazonRoute53 route53, Input input, CancellationToken ct)
    {
        var made = await route53.CreateHostedZoneAsync(new()
        {
            Name = input.Name,
            CallerReference = Guid.NewGuid().ToString(),
            VPC = input.VpcId is null ? null : new() { VPCId = input.VpcId, VPCRegion = input.VpcRegion },
            HostedZoneConfig = new() { Comment = input.Comment, PrivateZone = input.VpcId is not null },
        }, ct);
        await Zones.TagAsync(route53, TagResourceType.Hostedzone, made.HostedZone.Id, input.Tags, ct);
        return new(Ids.Short(made.HostedZone.Id), made.HostedZone.Name, input.VpcId is not null, made.DelegationSet?.NameServers ?? [], made.ChangeInfo is { } change ? Ids.Short(change.Id) : null);
    }
}
