using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_modify_instance (ModifyInstanceAttribute, ModifyInstanceMetadataOptions, AssociateIamInstanceProfile,
/// ReplaceIamInstanceProfileAssociation).</summary>
public static class ModifyInstance
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "modify_instance", "Changes settings of an EC2 instance; what is left out stays.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeInstances", "ec2:DescribeInstanceAttribute", "ec2:DescribeIamInstanceProfileAssociations",
            "ec2:ModifyInstanceAttribute",
            "ec2:ModifyNetworkInterfaceAttribute", "ec2:ModifyInstanceMetadataOptions", "ec2:AssociateIamInstanceProfile",
            "ec2:ReplaceIamInstanceProfileAssociation", "iam:PassRole>ec2.amazonaws.com",
        ],
        examples: ["Make the stopped build machine an m7i.large.", "Turn on termination protection for i-0abc.",
        "Require IMDSv2 on i-0abc."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Instance type; only while stopped (ec2_stop_instances).")]
        public string? InstanceType { get; init; }

        [Description("Replaces the present ones."), MinLength(1), MaxLength(16)]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("Instance profile name or ARN.")]
        public string? InstanceProfile { get; init; }

        [Description("Termination protection.")]
        public bool? TerminationProtection { get; init; }

        [Description("Stop protection.")]
        public bool? StopProtection { get; init; }

        [Description("Off for instances that forward traffic, like NAT.")]
        public bool? SourceDestCheck { get; init; }

        [Description("required means IMDSv2 only."), AllowedValues("required", "optional")]
        public string? MetadataTokens { get; init; }

        [Description("Whether the metadata service answers."), AllowedValues("enabled", "disabled")]
        public string? MetadataEndpoint { get; init; }

        [Description("Network hops of the metadata service; containers need 2."), Range(1, 64)]
        public int? MetadataHopLimit { get; init; }
    }

    public sealed record Result(string Id, IReadOnlyList<string> Changed);

    // EC2 takes one attribute a request, so each setting is a step of its own. Before holds the arguments that would take it back; one that
    // is null cannot.
    private sealed record Setting(PlanChange Change, Dictionary<string, object?> Before, Func<Task> Apply);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (instance, settings) = await CompareAsync(ec2, input, ct);
        var plan = new PlanBuilder($"Change {InstancePlans.Describe(instance)}.")
            .Touch(InstancePlans.ToResource(instance))
            .Add(settings.Select(s => s.Change));
        if (instance.InstanceLifecycle == InstanceLifecycleType.Spot
            && (input.TerminationProtection is true || input.StopProtection is true))
            plan.Obstacle("Spot Instances have no termination and stop protection.");
        var changed = settings.FindAll(s => s.Change.Kind is not ChangeKind.None);
        if (changed.Find(s => s.Before.ContainsValue(null)) is { } lost)
            return plan.NoUndo($"This tool cannot bring the former {lost.Change.Property} back.").Build();
        return changed.Count == 0 ? plan.Build() : plan.Undo("ec2_modify_instance", changed.SelectMany(s => s.Before)
            .Prepend(new("instanceId", instance.InstanceId)).ToDictionary(b => b.Key, b => b.Value)).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (instance, settings) = await CompareAsync(ec2, input, ct);
        foreach (var setting in settings.Where(s => s.Change.Kind is not ChangeKind.None))
        {
            await setting.Apply();
            context.Done($"set the {setting.Change.Property} of {instance.InstanceId} to {setting.Change.To}");
        }

        return new(instance.InstanceId, [.. context.Steps.Select(s => s.What)]);
    }

    private static async Task<(Instance, List<Setting>)> CompareAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var i = await InstancePlans.FindAsync(ec2, input.InstanceId, ct);
        List<Setting> settings = [];
        if (input.InstanceType is { } type)
        {
            if (type != i.InstanceType && i.State.Name != InstanceStateName.Stopped)
                throw ToolException.Conflict($"{InstancePlans.Describe(i)} must be stopped to change its type.",
                    "Use ec2_stop_instances with wait, then call again.");
            Add("instance type", "instanceType", i.InstanceType?.Value, type, () => Set(r => r.InstanceType = type));
        }

        if (input.SecurityGroupIds is { } groups)
            Add("security groups", "securityGroupIds", PrimaryGroups(i), groups, () =>
                OnInterface(i, r => r.Groups = [.. groups], r => r.Groups = [.. groups]));
        if (input.TerminationProtection is not null || input.StopProtection is not null)
        {
            var locks = await InstanceAttributes.LocksAsync(ec2, i, ct);
            if (input.TerminationProtection is { } locked)
                Add("termination protection", "terminationProtection", locks.Termination, locked, () =>
                    Set(r => r.DisableApiTermination = locked));
            if (input.StopProtection is { } kept)
                Add("stop protection", "stopProtection", locks.Stop, kept, () => Set(r => r.DisableApiStop = kept));
        }

        if (input.SourceDestCheck is { } check)
            Add("source/destination check", "sourceDestCheck", i.SourceDestCheck == true, check, () =>
                OnInterface(i, r => r.SourceDestCheck = check, r => r.SourceDestCheck = check));
        if (input.MetadataTokens is not null || input.MetadataEndpoint is not null || input.MetadataHopLimit is not null) AddMetadata();
        if (input.InstanceProfile is { } profile) settings.Add(await ProfileAsync(ec2, i, profile, ct));
        return settings.Count > 0 ? (i, settings) : throw ToolException.NothingToChange();

        void Add(string property, string argument, object? from, object? to, Func<Task> apply) =>
            AddAll(property, from, to, new() { [argument] = from }, apply);

        void AddAll(string property, object? from, object? to, Dictionary<string, object?> before, Func<Task> apply)
        {
            var (now, then) = (PlanBuilder.Text(from), PlanBuilder.Text(to));
            settings.Add(new(new(now == then ? ChangeKind.None : ChangeKind.Change, i.InstanceId)
            {
                Property = property,
                From = now,
                To = then,
            }, before, apply));
        }

        void AddMetadata()
        {
            var now = i.MetadataOptions;
            Dictionary<string, object?> before = [];
            if (input.MetadataTokens is not null) before["metadataTokens"] = now?.HttpTokens?.Value;
            if (input.MetadataEndpoint is not null) before["metadataEndpoint"] = now?.HttpEndpoint?.Value;
            if (input.MetadataHopLimit is not null) before["metadataHopLimit"] = now?.HttpPutResponseHopLimit;
            AddAll("metadata service", Metadata(now?.HttpEndpoint?.Value, now?.HttpTokens?.Value, now?.HttpPutResponseHopLimit),
                Metadata(input.MetadataEndpoint ?? now?.HttpEndpoint?.Value, input.MetadataTokens ?? now?.HttpTokens?.Value,
                input.MetadataHopLimit ?? now?.HttpPutResponseHopLimit), before,
                () => ec2.ModifyInstanceMetadataOptionsAsync(new()
                {
                    InstanceId = i.InstanceId,
                    HttpTokens = input.MetadataTokens,
                    HttpEndpoint = input.MetadataEndpoint,
                    HttpPutResponseHopLimit = input.MetadataHopLimit,
                }, ct));
        }

        Task Set(Action<ModifyInstanceAttributeRequest> set)
        {
            var request = new ModifyInstanceAttributeRequest { InstanceId = i.InstanceId };
            set(request);
            return ec2.ModifyInstanceAttributeAsync(request, ct);
        }

        // With several interfaces EC2 wants to be told which one is meant; as in the console it is the primary one.
        Task OnInterface(Instance instance, Action<ModifyInstanceAttributeRequest> whole,
            Action<ModifyNetworkInterfaceAttributeRequest> primary)
        {
            if (instance.NetworkInterfaces is not { Count: > 1 }) return Set(whole);
            var primaryId = InstanceNetwork.Primary(instance)!.NetworkInterfaceId;
            var request = new ModifyNetworkInterfaceAttributeRequest { NetworkInterfaceId = primaryId };
            primary(request);
            return ec2.ModifyNetworkInterfaceAttributeAsync(request, ct);
        }
    }

    private static async Task<Setting> ProfileAsync(IAmazonEC2 ec2, Instance i, string profile, CancellationToken ct)
    {
        var now = await Paging.FirstAsync<IamInstanceProfileAssociation>(async next =>
        {
            var answer = await ec2.DescribeIamInstanceProfileAssociationsAsync(
                new() { Filters = [new("instance-id", [i.InstanceId])], NextToken = next }, ct);
            return (answer.IamInstanceProfileAssociations, answer.NextToken);
        }, a => a.InstanceId == i.InstanceId && a.State?.Value is "associated" or "associating");
        var arn = now?.IamInstanceProfile?.Arn;
        var isSame = arn is not null && (arn == profile || arn.EndsWith($"/{profile}", StringComparison.Ordinal));
        var change = new PlanChange(isSame ? ChangeKind.None : ChangeKind.Change, i.InstanceId)
        {
            Property = "instance profile",
            From = PlanBuilder.Text(arn),
            To = isSame ? arn : profile,
        };
        return new(change, new() { ["instanceProfile"] = arn }, () => now is null
            ? ec2.AssociateIamInstanceProfileAsync(new() { InstanceId = i.InstanceId, IamInstanceProfile = Launching.Profile(profile) }, ct)
            : ec2.ReplaceIamInstanceProfileAssociationAsync(
                new() { AssociationId = now.AssociationId, IamInstanceProfile = Launching.Profile(profile) }, ct));
    }

    private static IEnumerable<string> PrimaryGroups(Instance i) =>
        (i.NetworkInterfaces is { Count: > 1 } ? InstanceNetwork.Primary(i)?.Groups : i.SecurityGroups ?? []) is { } groups
            ? groups.Select(g => g.GroupId) : [];

    private static string Metadata(string? endpoint, string? tokens, int? hops) =>
        $"{endpoint ?? "unknown"}, tokens {tokens ?? "unknown"}, hop limit {(hops is null ? "unknown" : PlanBuilder.Text(hops))}";
}
