using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_modify_instance (ModifyInstanceAttribute, ModifyInstanceMetadataOptions, AssociateIamInstanceProfile, ReplaceIamInstanceProfileAssociation).</summary>
public static class ModifyInstance
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "modify_instance", "Changes settings of an EC2 instance; what is left out stays. The type can change only while it is stopped.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeInstances", "ec2:DescribeInstanceAttribute", "ec2:DescribeIamInstanceProfileAssociations",
            "ec2:ModifyInstanceAttribute", "ec2:ModifyInstanceMetadataOptions", "ec2:AssociateIamInstanceProfile",
            "ec2:ReplaceIamInstanceProfileAssociation", "iam:PassRole>ec2.amazonaws.com",
        ],
        examples: ["Make the stopped build machine an m7i.large.", "Turn on termination protection for i-0abc.", "Require IMDSv2 on i-0abc."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Instance type.")]
        public string? InstanceType { get; init; }

        [Description("All to have."), MinLength(1), MaxLength(16)]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("Name or ARN.")]
        public string? InstanceProfile { get; init; }

        [Description("Termination protection.")]
        public bool? TerminationProtection { get; init; }

        [Description("Off for NAT, routers.")]
        public bool? SourceDestCheck { get; init; }

        [Description("required means IMDSv2 only."), AllowedValues("required", "optional")]
        public string? MetadataTokens { get; init; }

        [Description("Metadata service."), AllowedValues("enabled", "disabled")]
        public string? MetadataEndpoint { get; init; }

        [Description("2 serves containers."), Range(1, 64)]
        public int? MetadataHopLimit { get; init; }
    }

    public sealed record Result(string Id, IReadOnlyList<string> Changed);

    private sealed record Change(string What, string Now, string Then, Func<Task> Apply)
    {
        public override string ToString() => Now == Then ? $"{What}: {Now} (stays)" : $"{What}: {Now} -> {Then}";
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (instance, changes) = await CompareAsync(ec2, input, ct);
        return new($"Change {InstancePlans.Describe(instance)}.", [.. changes.Select(c => c.ToString())]) { Resources = [InstancePlans.ToResource(instance)] };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (instance, changes) = await CompareAsync(ec2, input, ct);
        var needed = changes.Where(c => c.Now != c.Then).ToList();
        // EC2 takes one attribute a call.
        foreach (var change in needed) await change.Apply();
        return new(instance.InstanceId, [.. needed.Select(c => c.ToString())]);
    }

    private static async Task<(Instance, List<Change>)> CompareAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var i = await InstancePlans.FindAsync(ec2, input.InstanceId, ct);
        var changes = new List<Change>();
        if (input.InstanceType is { } type)
        {
            if (type != i.InstanceType && i.State.Name != InstanceStateName.Stopped)
                throw new ToolException(ToolErrorCode.Conflict, $"{InstancePlans.Describe(i)} must be stopped to change its type.", "Use ec2_stop_instances with wait, then call again.");
            changes.Add(new("type", i.InstanceType, type, () => Set(r => r.InstanceType = type)));
        }

        if (input.SecurityGroupIds is { } groups)
            changes.Add(new("security groups", Join((i.SecurityGroups ?? []).Select(g => g.GroupId)), Join(groups), () => Set(r => r.Groups = [.. groups])));
        if (input.TerminationProtection is { } locked)
            changes.Add(new("termination protection", OnOff(await InstanceAttributes.IsProtectedAsync(ec2, i, ct)), OnOff(locked), () => Set(r => r.DisableApiTermination = locked)));
        if (input.SourceDestCheck is { } check)
            changes.Add(new("source/destination check", OnOff(i.SourceDestCheck == true), OnOff(check), () => Set(r => r.SourceDestCheck = check)));
        if ((input.MetadataTokens ?? input.MetadataEndpoint) is not null || input.MetadataHopLimit is not null)
        {
            var (tokens, endpoint, hops) = (i.MetadataOptions?.HttpTokens?.Value, i.MetadataOptions?.HttpEndpoint?.Value, i.MetadataOptions?.HttpPutResponseHopLimit);
            changes.Add(new("metadata service", Metadata(endpoint, tokens, hops),
                Metadata(input.MetadataEndpoint ?? endpoint, input.MetadataTokens ?? tokens, input.MetadataHopLimit ?? hops),
                () => ec2.ModifyInstanceMetadataOptionsAsync(new()
                {
                    InstanceId = i.InstanceId,
                    HttpTokens = input.MetadataTokens,
                    HttpEndpoint = input.MetadataEndpoint,
                    HttpPutResponseHopLimit = input.MetadataHopLimit,
                }, ct)));
        }

        if (input.InstanceProfile is { } profile) changes.Add(await ProfileAsync(ec2, i, profile, ct));
        return changes.Count > 0 ? (i, changes) : throw new ToolException(ToolErrorCode.InvalidInput, "There is nothing to change.", "Name at least one setting.");

        Task Set(Action<ModifyInstanceAttributeRequest> set)
        {
            var request = new ModifyInstanceAttributeRequest { InstanceId = i.InstanceId };
            set(request);
            return ec2.ModifyInstanceAttributeAsync(request, ct);
        }
    }

    private static async Task<Change> ProfileAsync(IAmazonEC2 ec2, Instance i, string profile, CancellationToken ct)
    {
        var answer = await ec2.DescribeIamInstanceProfileAssociationsAsync(new() { Filters = [new("instance-id", [i.InstanceId])] }, ct);
        var now = (answer.IamInstanceProfileAssociations ?? []).FirstOrDefault(a => a.InstanceId == i.InstanceId && a.State?.Value is "associated" or "associating");
        var nowArn = now?.IamInstanceProfile?.Arn ?? "none";
        var isSame = nowArn == profile || nowArn.EndsWith($"/{profile}", StringComparison.Ordinal);
        return new("instance profile", nowArn, isSame ? nowArn : profile, () => now is null
            ? ec2.AssociateIamInstanceProfileAsync(new() { InstanceId = i.InstanceId, IamInstanceProfile = Launching.Profile(profile) }, ct)
            : ec2.ReplaceIamInstanceProfileAssociationAsync(new() { AssociationId = now.AssociationId, IamInstanceProfile = Launching.Profile(profile) }, ct));
    }

    private static string Join(IEnumerable<string> ids) => string.Join(", ", ids.Order(StringComparer.Ordinal));

    private static string OnOff(bool on) => on ? "on" : "off";

    private static string Metadata(string? endpoint, string? tokens, int? hops) => $"{endpoint ?? "unknown"}, tokens {tokens ?? "unknown"}, hop limit {hops?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}";
}
