using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>Amazon EC2. Sources are the operation's documentation in botocore 1.43.11 (model ec2) where nothing else is said.</summary>
internal static class Ec2Rules
{
    private const string Combination = "InvalidParameterCombination";

    // "You cannot specify this parameter and the ... IDs parameter in the same request": MaxResults of each operation.
    private static readonly Dictionary<string, string> Ids = new()
    {
        ["DescribeInstances"] = "InstanceIds",
        ["DescribeInstanceStatus"] = "InstanceIds",
        ["DescribeInstanceCreditSpecifications"] = "InstanceIds",
        ["DescribeInstanceTopology"] = "InstanceIds",
        ["DescribeInstanceEventWindows"] = "InstanceEventWindowIds",
        ["DescribeNetworkInterfaces"] = "NetworkInterfaceIds",
        ["DescribeHosts"] = "HostIds",
        ["DescribeCapacityReservationTopology"] = "CapacityReservationIds",
        ["DescribeStoreImageTasks"] = "ImageIds",
        // Of these the guide says the same ("Pagination", with the text of the error).
        ["DescribeVolumes"] = "VolumeIds",
        ["DescribeSnapshots"] = "SnapshotIds",
        ["DescribeSpotInstanceRequests"] = "SpotInstanceRequestIds",
    };

    // Input members that hold ids, and the error of one that cannot be an id ("Error codes for the Amazon EC2 API").
    private static readonly Dictionary<string, (string Pattern, string Code)> Malformed = new()
    {
        ["InstanceIds"] = ("i-([0-9a-f]{8}|[0-9a-f]{17})", "InvalidInstanceID.Malformed"),
        ["InstanceId"] = ("i-([0-9a-f]{8}|[0-9a-f]{17})", "InvalidInstanceID.Malformed"),
        ["ImageIds"] = ("(ami|aki|ari)-([0-9a-f]{8}|[0-9a-f]{17})", "InvalidAMIID.Malformed"),
        ["VolumeIds"] = ("vol-([0-9a-f]{8}|[0-9a-f]{17})", "InvalidParameterValue"),
        ["SnapshotIds"] = ("snap-([0-9a-f]{8}|[0-9a-f]{17})", "InvalidParameterValue"),
        ["NatGatewayIds"] = ("nat-([0-9a-f]{8}|[0-9a-f]{17})", "NatGatewayMalformed"),
    };

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("Ids and MaxResults are not given together", "ec2", [.. Ids.Keys])
        {
            Refuses = call => call.Has("MaxResults") && call.Has(Ids[call.Name])
                ? new(Combination, $"The parameter {Ids[call.Name]} cannot be used with the parameter maxResults")
                : null,
        },
        new("An id of another form is malformed, not missing", "ec2", "DescribeInstances", "DescribeInstanceStatus", "DescribeImages",
            "DescribeVolumes", "DescribeSnapshots", "DescribeNatGateways", "StartInstances", "StopInstances", "RebootInstances",
            "TerminateInstances")
        {
            Refuses = call => Malformed.SelectMany(m => call.Has(m.Key)
                ? (call.Input[m.Key] is JsonArray ? call.Texts(m.Key) : [call.Text(m.Key)!]).Select(id => (id, m.Value)) : [])
                .Where(m => !Regex.IsMatch(m.id, $@"\A{m.Value.Pattern}\z"))
                    .Select(m => new Refusal(m.Value.Code, $"Invalid id: \"{m.id}\"")).FirstOrDefault(),
        },
        // FilterLimitExceeded, "Filtering using the API": at most 50 filters and 200 values.
        new("At most 50 filters and 200 values of them", "ec2",
            [.. ServiceModel.Of("ec2").Operations.Values.Where(o => o.Input?.Members.ContainsKey("Filters") is true).Select(o => o.Name)])
        {
            Refuses = call => call.Objects("Filters") is var filters &&
                (filters.Count > 50 || filters.Any(f => (f["Values"] as JsonArray)?.Count > 200))
                ? new("FilterLimitExceeded", "The maximum number of filters or filter values is exceeded")
                : null,
        },
        new("A launch template is named by its id or by its name, not by both", "ec2", "CreateLaunchTemplateVersion",
            "ModifyLaunchTemplate", "DeleteLaunchTemplate", "DeleteLaunchTemplateVersions", "RunInstances")
        {
            Refuses = call => call.Name != "RunInstances"
                ? Rule.ExactlyOne(Combination, "LaunchTemplateId", "LaunchTemplateName")(call)
                : call.Input["LaunchTemplate"] is JsonObject template &&
                    template["LaunchTemplateId"] is not null == template["LaunchTemplateName"] is not null
                    ? new(Combination, "Exactly one of LaunchTemplateId and LaunchTemplateName must be specified")
                    : null,
        },
        new("$Latest and $Default of all templates are asked without a template", "ec2", "DescribeLaunchTemplateVersions")
        {
            Refuses = call => call.Has("LaunchTemplateId") && call.Has("LaunchTemplateName")
                ? new(Combination, "Exactly one of LaunchTemplateId and LaunchTemplateName may be specified")
                : !call.Has("LaunchTemplateId") && !call.Has("LaunchTemplateName") && !call.Has("Versions")
                    ? new("MissingParameter", "Either a launch template or Versions must be specified")
                    : null,
        },
        new("A template version has all of its source that it does not name", "ec2",
            "CreateLaunchTemplateVersion") { Changes = InheritAsync },
        // LaunchTemplateData.SecurityGroupIds: with a network interface the groups stand in the interface.
        new("Security groups of an instance and network interfaces exclude each other", "ec2", "RunInstances")
        {
            Refuses = call => call.Has("NetworkInterfaces") &&
                (call.Has("SecurityGroupIds") || call.Has("SecurityGroups") || call.Has("SubnetId"))
                ? new(Combination, "Network interfaces and an instance-level subnet ID or security groups may not be specified on " +
                    "the same request")
                : null,
        },
        // EbsBlockDevice.Iops: required for io1 and io2, not for gp2, st1, sc1 and standard. Throughput: gp3 only.
        new("io1 and io2 need Iops, Throughput is of gp3", "ec2", "CreateVolume", "RunInstances", "CreateLaunchTemplate")
        {
            Refuses = call => Disks(call).Select(Disk).FirstOrDefault(r => r is not null),
        },
        new("A block is stored in its canonical form", "ec2", "CreateRoute", "ReplaceRoute", "AuthorizeSecurityGroupIngress",
            "AuthorizeSecurityGroupEgress", "CreateVpc", "CreateSubnet")
        {
            Changes = (call, _) =>
            {
                if (!Canonical(call.Input)) return Task.FromResult(Change.None);
                call.Rewrite();
                return Task.FromResult(Change.Made);
            },
        },
        // ModifyInstanceAttribute: "you can modify only one attribute at a time".
        new("One attribute of an instance at a time", "ec2", "ModifyInstanceAttribute")
        {
            Refuses = call => call.Input.Select(m => m.Key).Except(["InstanceId", "DryRun", "Attribute", "Value"])
                .ToList() is { Count: > 1 } more
                ? new(Combination, $"Fields for multiple attribute types specified: {string.Join(", ", more)}")
                : null,
        },
        // ModifyInstanceAttribute.Groups and AssociateAddress.InstanceId want an interface id where there is more than one.
        new("What is of one interface is not set on an instance with several", "ec2", "ModifyInstanceAttribute", "AssociateAddress")
        {
            Looks = async (call, backend) =>
            {
                if (call.Text("InstanceId") is not { } id ||
                    call.Name == "ModifyInstanceAttribute" && !call.Has("Groups") && !call.Has("SourceDestCheck") ||
                    call.Has("NetworkInterfaceId")) return null;
                var found = await backend.AskAsync(call, "DescribeInstances", new() { ["InstanceIds"] = new JsonArray(id) });
                var interfaces = Call.ObjectsOf(found["Reservations"]).SelectMany(r => Call.ObjectsOf(r["Instances"]))
                    .SelectMany(i => Call.ObjectsOf(i["NetworkInterfaces"])).Count();
                return interfaces > 1 ? new("InvalidInstanceID",
                    $"There are multiple interfaces attached to instance '{id}'. Please specify an interface ID for the operation " +
                    "instead.") : null;
            },
        },
        // ModifyVolume.Size: "must be greater than or equal to the existing size of the volume".
        new("A volume never becomes smaller", "ec2", "ModifyVolume")
        {
            Looks = async (call, backend) =>
            {
                if (!int.TryParse(call.Text("Size"), out var wanted)) return null;
                var found = await backend.AskAsync(call, "DescribeVolumes", new() { ["VolumeIds"] = new JsonArray(call.Text("VolumeId")) });
                return Call.ObjectsOf(found["Volumes"]).FirstOrDefault()?["Size"]?.ToString() is { } size
                    && int.TryParse(size, out var now) && wanted < now
                    ? new("InvalidParameterValue", "New size cannot be smaller than existing size") : null;
            },
        },
        // CreateNetworkAclEntry, ReplaceNetworkAclEntry: Protocol is a number, -1 for all; TCP and UDP need PortRange.
        new("A rule of a network ACL names its protocol by number, and TCP and UDP have ports", "ec2", "CreateNetworkAclEntry",
            "ReplaceNetworkAclEntry")
        {
            Refuses = call => !int.TryParse(call.Text("Protocol"), out var protocol)
                ? new("InvalidParameterValue", "Invalid value for protocol")
                : protocol is 6 or 17 && !call.Has("PortRange") ? new("MissingParameter", "The request must contain portRange") : null,
        },
        new("A rule of a network ACL is for IPv4 or for IPv6", "ec2", "CreateNetworkAclEntry", "ReplaceNetworkAclEntry")
        {
            Refuses = Rule.ExactlyOne("InvalidParameterCombination", "CidrBlock", "Ipv6CidrBlock"),
        },
        // AssignPrivateIpAddresses.PrivateIpAddresses: not "when also specifying a number of secondary IP addresses".
        new("Secondary addresses are named or counted", "ec2", "AssignPrivateIpAddresses")
        {
            Refuses = Rule.AtMostOne(Combination, "PrivateIpAddresses", "SecondaryPrivateIpAddressCount"),
        },
        // "Enable stop protection for your EC2 instances": it keeps from StopInstances and from TerminateInstances.
        new("Stop protection forbids to stop and to terminate", "ec2", "StopInstances", "TerminateInstances")
        {
            Looks = async (call, backend) =>
            {
                foreach (var id in call.Texts("InstanceIds"))
                {
                    var attribute = await backend.AskAsync(call, "DescribeInstanceAttribute",
                        new() { ["InstanceId"] = id, ["Attribute"] = "disableApiStop" });
                    if (attribute["DisableApiStop"]?["Value"]?.ToString() == "true")
                        return new("OperationNotPermitted",
                            $"The instance '{id}' may not be stopped or terminated. Modify its 'disableApiStop' instance attribute " +
                            "and try again.");
                }

                return null;
            },
        },
        // CreateTags.Tags: keys may not begin with aws:.
        new("No tag begins with aws:", "ec2", "CreateTags")
        {
            Refuses = call => call.Objects("Tags").Any(t => t["Key"]?.ToString().StartsWith("aws:", StringComparison.Ordinal) is true)
                ? new("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
                : null,
        },
    ];

    private static IEnumerable<JsonObject> Disks(Call call) => call.Name switch
    {
        "CreateVolume" => [call.Input],
        "RunInstances" => Of(call.Input),
        _ => call.Input["LaunchTemplateData"] is JsonObject data ? Of(data) : [],
    };

    private static IEnumerable<JsonObject> Of(JsonObject launch) =>
        Call.ObjectsOf(launch["BlockDeviceMappings"]).Select(m => m["Ebs"]).OfType<JsonObject>();

    private static Refusal? Disk(JsonObject disk) => disk["VolumeType"]?.ToString() switch
    {
        "io1" or "io2" when disk["Iops"] is null => new("MissingParameter", "The request must contain the parameter iops"),
        "gp2" or "st1" or "sc1" or "standard" when disk["Iops"] is not null =>
            new(Combination, $"The parameter iops is not supported for {disk["VolumeType"]} volumes."),
        not "gp3" when disk["Throughput"] is not null =>
            new(Combination, $"The parameter throughput is not supported for {disk["VolumeType"]} volumes."),
        _ => null,
    };

    // SourceVersion: "the new version inherits the same launch parameters as the source version, except for parameters that you specify";
    // snapshots of its block devices are left out unless they are named again.
    private static async Task<Change> InheritAsync(Call call, Backend backend)
    {
        if (call.Text("SourceVersion") is not { } source || call.Input["LaunchTemplateData"] is not JsonObject data) return Change.None;
        var ask = new JsonObject { ["Versions"] = new JsonArray(source) };
        foreach (var name in new[] { "LaunchTemplateId", "LaunchTemplateName" })
            if (call.Text(name) is { } value) ask[name] = value;
        var found = await backend.AskAsync(call, "DescribeLaunchTemplateVersions", ask);
        if (Call.ObjectsOf(found["LaunchTemplateVersions"]) is not [var version, ..] ||
            version["LaunchTemplateData"] is not JsonObject old) return Change.None;
        var inherited = old.Where(m => data[m.Key] is null && m.Value is not null && m.Value is not JsonArray { Count: 0 }).ToList();
        foreach (var (name, value) in inherited) data[name] = value!.DeepClone();
        if (inherited.Any(m => m.Key == "BlockDeviceMappings"))
            foreach (var disk in Of(data)) disk.Remove("SnapshotId");
        if (inherited.Count == 0) return Change.None;
        call.Rewrite();
        return Change.Made;
    }

    /// <summary>Makes every IPv4 block in the input canonical: 100.68.0.18/18 is stored as 100.68.0.0/18.</summary>
    private static bool Canonical(JsonNode? node)
    {
        var changed = false;
        foreach (var (name, value) in node is JsonObject structure ? structure.ToList() : [])
        {
            if (name is "DestinationCidrBlock" or "CidrIp" or "CidrBlock" && value is JsonValue &&
                Canonical(value.ToString()) is { } block && block != value.ToString())
            {
                node![name] = block;
                changed = true;
            }
            else
            {
                changed |= Canonical(value);
            }
        }

        foreach (var item in node as JsonArray ?? []) changed |= Canonical(item);
        return changed;
    }

    private static string? Canonical(string block)
    {
        if (block.Split('/') is not [var address, var bits] || !int.TryParse(bits, out var length) || length is < 0 or > 32 ||
            !IPAddress.TryParse(address, out var ip)) return null;
        var bytes = ip.GetAddressBytes();
        if (bytes.Length != 4) return null;
        var number = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) & (length == 0 ? 0 : uint.MaxValue << (32 - length));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return $"{new IPAddress(bytes)}/{length}";
    }
}
