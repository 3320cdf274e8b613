using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Infra.Strict.Protocol;

namespace Infra.Strict.Layers;

/// <summary>One kind of thing that is late.</summary>
/// <param name="Service">botocore's name of the service.</param>
/// <param name="Writes">The operations after which it is late.</param>
/// <param name="Made">Where their answer has its id; or the member of the input, after <c>&lt;</c>.</param>
/// <param name="Reads">The operations that see it late, with the member of their input that names it and the path of the things in the
/// answer.</param>
/// <param name="Id">Where a thing in the answer has its id.</param>
/// <param name="State">What a late thing shows, by the members of the thing; null takes one away.</param>
/// <param name="NotFound">How it is not found yet; null where AWS's waiters do not allow for that.</param>
public sealed record Late(
    string Service, string[] Writes, string Made, (string Operation, string By, string Things)[] Reads, string Id,
        (string Member, string? Value)[] State, Refusal? NotFound)
{
    /// <summary>The state before the write, where its answer tells it: a member of each thing in it.</summary>
    public string? Before { get; init; }
}

/// <summary>
/// Makes reads late, as far as AWS's own waiters allow for it (waiters-2.json of botocore 1.43.11: what they retry): one to three reads of
/// what was just made do not find it, or find it in its old state.
/// </summary>
public sealed class Consistency(int seed)
{
    public static IReadOnlyList<Late> All { get; } =
    [
        // VolumeAvailable, SnapshotCompleted, ImageExists, InstanceExists and InstanceRunning, NatGatewayAvailable, VpcExists,
        // InternetGatewayExists, KeyPairExists, SecurityGroupExists, SubnetAvailable
        Ec2("CreateVolume", "VolumeId", "DescribeVolumes", "VolumeIds", "Volumes[]", "VolumeId", [("State", "creating")],
            "InvalidVolume.NotFound"),
        Ec2("CreateSnapshot", "SnapshotId", "DescribeSnapshots", "SnapshotIds", "Snapshots[]", "SnapshotId", [("State", "pending")],
            "InvalidSnapshot.NotFound"),
        Ec2("CreateImage", "ImageId", "DescribeImages", "ImageIds", "Images[]", "ImageId", [("State", "pending")], "InvalidAMIID.NotFound"),
        Ec2("RunInstances", "Instances[].InstanceId", "DescribeInstances", "InstanceIds", "Reservations[].Instances[]", "InstanceId",
            [("State.Name", "pending"), ("State.Code", "0")], "InvalidInstanceID.NotFound"),
        Ec2("CreateNatGateway", "NatGateway.NatGatewayId", "DescribeNatGateways", "NatGatewayIds", "NatGateways[]", "NatGatewayId",
            [("State", "pending")], "NatGatewayNotFound"),
        Ec2("CreateVpc", "Vpc.VpcId", "DescribeVpcs", "VpcIds", "Vpcs[]", "VpcId", [("State", "pending")], "InvalidVpcID.NotFound"),
        Ec2("CreateInternetGateway", "InternetGateway.InternetGatewayId", "DescribeInternetGateways", "InternetGatewayIds",
            "InternetGateways[]", "InternetGatewayId", [], "InvalidInternetGateway.NotFound"),
        Ec2("CreateKeyPair", "KeyName", "DescribeKeyPairs", "KeyNames", "KeyPairs[]", "KeyName", [], "InvalidKeyPair.NotFound"),
        Ec2("CreateSecurityGroup", "GroupId", "DescribeSecurityGroups", "GroupIds", "SecurityGroups[]", "GroupId", [],
            "InvalidGroup.NotFound"),
        Ec2("CreateSubnet", "Subnet.SubnetId", "DescribeSubnets", "SubnetIds", "Subnets[]", "SubnetId", [("State", "pending")], null),
        // DescribeInstances may show the state from before the act (guide, "Eventual consistency").
        Ec2("StartInstances", "StartingInstances[].InstanceId", "DescribeInstances", "InstanceIds", "Reservations[].Instances[]",
            "InstanceId", [("State.Name", "stopped"), ("State.Code", "80")],
            null) with { Before = "StartingInstances[].PreviousState.Name" },
        Ec2("StopInstances", "StoppingInstances[].InstanceId", "DescribeInstances", "InstanceIds", "Reservations[].Instances[]",
            "InstanceId", [("State.Name", "running"), ("State.Code", "16")],
            null) with { Before = "StoppingInstances[].PreviousState.Name" },
        // LoadBalancerExists and LoadBalancerAvailable
        new("elbv2", ["CreateLoadBalancer"], "LoadBalancers[].LoadBalancerArn",
            [("DescribeLoadBalancers", "LoadBalancerArns", "LoadBalancers[]")], "LoadBalancerArn", [("State.Code", "provisioning")],
            new("LoadBalancerNotFound", "One or more load balancers not found")),
        // RoleExists, UserExists, InstanceProfileExists, PolicyExists
        Iam("CreateRole", "<RoleName", "GetRole", "RoleName", "Role", "RoleName"),
        Iam("CreateUser", "<UserName", "GetUser", "UserName", "User", "UserName"),
        Iam("CreateInstanceProfile", "<InstanceProfileName", "GetInstanceProfile", "InstanceProfileName", "InstanceProfile",
            "InstanceProfileName"),
        Iam("CreatePolicy", "Policy.Arn", "GetPolicy", "PolicyArn", "Policy", "Arn"),
        // FunctionExists, FunctionActiveV2; FunctionUpdatedV2
        new("lambda", ["CreateFunction"], "<FunctionName",
            [("GetFunction", "FunctionName", "Configuration"), ("GetFunctionConfiguration", "FunctionName", "")], "FunctionName",
            [("State", "Pending")],
            new("ResourceNotFoundException", "Function not found", 404)),
        new("lambda", ["UpdateFunctionCode", "UpdateFunctionConfiguration"], "FunctionName",
            [("GetFunction", "FunctionName", "Configuration"), ("GetFunctionConfiguration", "FunctionName", "")], "FunctionName",
            [("LastUpdateStatus", "InProgress")], null),
        // DBInstanceAvailable, DBSnapshotAvailable, DBClusterAvailable, DBClusterSnapshotAvailable: states only
        Rds(["CreateDBInstance", "RestoreDBInstanceFromDBSnapshot", "RestoreDBInstanceToPointInTime"], "DBInstance",
            "DescribeDBInstances", "DBInstanceIdentifier", "DBInstances[]", "DBInstanceStatus", "creating"),
        Rds(["StartDBInstance"], "DBInstance", "DescribeDBInstances", "DBInstanceIdentifier", "DBInstances[]", "DBInstanceStatus",
            "starting"),
        Rds(["StopDBInstance"], "DBInstance", "DescribeDBInstances", "DBInstanceIdentifier", "DBInstances[]", "DBInstanceStatus",
            "stopping"),
        Rds(["RebootDBInstance"], "DBInstance", "DescribeDBInstances", "DBInstanceIdentifier", "DBInstances[]", "DBInstanceStatus",
            "rebooting"),
        Rds(["CreateDBSnapshot"], "DBSnapshot", "DescribeDBSnapshots", "DBSnapshotIdentifier", "DBSnapshots[]", "Status", "creating"),
        Rds(["CreateDBCluster"], "DBCluster", "DescribeDBClusters", "DBClusterIdentifier", "DBClusters[]", "Status", "creating"),
        Rds(["CreateDBClusterSnapshot"], "DBClusterSnapshot", "DescribeDBClusterSnapshots", "DBClusterSnapshotIdentifier",
            "DBClusterSnapshots[]", "Status", "creating"),
        // GroupExists: retried while the list is empty
        new("autoscaling", ["CreateAutoScalingGroup"], "<AutoScalingGroupName",
            [("DescribeAutoScalingGroups", "AutoScalingGroupNames", "AutoScalingGroups[]")], "AutoScalingGroupName", [], Absent),
        // StackExists, StackCreateComplete, StackUpdateComplete, ChangeSetCreateComplete
        new("cloudformation", ["CreateStack"], "<StackName", [("DescribeStacks", "StackName", "Stacks[]")], "StackName",
            [("StackStatus", "CREATE_IN_PROGRESS")],
            new("ValidationError", "Stack does not exist")),
        new("cloudformation", ["UpdateStack"], "<StackName", [("DescribeStacks", "StackName", "Stacks[]")], "StackName",
            [("StackStatus", "UPDATE_IN_PROGRESS")], null),
        new("cloudformation", ["CreateChangeSet"], "<ChangeSetName", [("DescribeChangeSet", "ChangeSetName", "")], "ChangeSetName",
            [("Status", "CREATE_IN_PROGRESS"), ("ExecutionStatus", "UNAVAILABLE")], null),
        // ResourceRecordSetsChanged
        new("route53", ["ChangeResourceRecordSets"], "ChangeInfo.Id", [("GetChange", "Id", "ChangeInfo")], "Id", [("Status", "PENDING")],
            null),
    ];

    private readonly Random random = new(seed);
    private readonly ConcurrentDictionary<(Late Kind, string Id), Pending> pending = new();

    private static Refusal Absent { get; } = new("", "");

    /// <summary>The refusal of a read that names what is not there yet; null where all is there.</summary>
    public Refusal? Before(Call call)
    {
        foreach (var ((kind, id), late) in pending.ToList())
        {
            if (kind.NotFound is not { Code.Length: > 0 } notFound || late.Missing == 0 || Read(kind, call) is not { } read ||
                !Named(call, read.By).Any(n => Same(n, id))) continue;
            late.Missing--;
            return notFound with { Message = $"{notFound.Message} ({id})" };
        }

        return null;
    }

    /// <summary>Learns what was made, and makes the answer of a read late; true says that it did.</summary>
    public bool After(Call call, Answer answer)
    {
        if (answer.Output(call.Operation) is not { } output) return false;
        foreach (var kind in All.Where(k => k.Service == call.Service.Name && k.Writes.Contains(call.Name))) Learn(kind, call, output);
        var changed = false;
        foreach (var ((kind, id), late) in pending.ToList())
        {
            if (Read(kind, call) is not { } read) continue;
            var things = (read.Things.Length == 0 ? [output] : output.Find(read.Things))
                .Where(t => t[kind.Id]?.Text is { } text && Same(text, id)).ToList();
            if (things.Count == 0) continue;
            if (late.Missing > 0 && read.Things.EndsWith("[]", StringComparison.Ordinal))
            {
                late.Missing--;
                Hide(output, read.Things[..^2], kind.Id, id);
                changed = true;
            }
            else if (late.Old > 0)
            {
                late.Old--;
                foreach (var thing in things)
                    foreach (var (member, value) in late.State) changed |= Set(thing, member, value);
            }
            else
            {
                pending.TryRemove((kind, id), out _);
            }
        }

        return changed;
    }

    /// <summary>All has become consistent, as it does while somebody reads an answer and thinks of the next call.</summary>
    public void Settle() => pending.Clear();

    private void Learn(Late kind, Call call, Node output)
    {
        var ids = kind.Made[0] == '<' ? [call.Text(kind.Made[1..])] : output.Find(kind.Made).Select(n => n.Text).ToList();
        var before = kind.Before is { } path ? output.Find(path).Select(n => n.Text).FirstOrDefault() : null;
        foreach (var id in ids.OfType<string>())
        {
            int reads, missing;
            lock (random)
            {
                reads = random.Next(1, 4);
                missing = kind.NotFound is null ? 0 : kind.State.Length == 0 ? reads : random.Next(0, reads + 1);
            }

            // What was in another state already (a stopped instance that is stopped again) has nothing old to show.
            if (before is not null && before != kind.State[0].Value) continue;
            pending[(kind, id)] = new() { Missing = missing, Old = reads - missing, State = kind.State };
        }
    }

    private static (string Operation, string By, string Things)? Read(Late kind, Call call) =>
        kind.Service == call.Service.Name && kind.Reads.Where(r => r.Operation == call.Name).ToList() is [var read] ? read : null;

    private static IEnumerable<string> Named(Call call, string by) => call.Input[by] is JsonArray ? call.Texts(by)
        : call.Text(by) is { } one ? [one] : [];

    // An ARN or a name; an ARN of a function ends with its name.
    private static bool Same(string given, string id) => given == id || given.EndsWith($":{id}", StringComparison.Ordinal) ||
        given.EndsWith($"/{id}", StringComparison.Ordinal);

    private static void Hide(Node output, string path, string member, string id)
    {
        var parent = path.Contains('.', StringComparison.Ordinal) ? path[..path.LastIndexOf('.')] : null;
        foreach (var holder in parent is null ? [output] : output.Find(parent))
            if (holder[path[(path.LastIndexOf('.') + 1)..]] is { } list) list.Keep(list.Items.Where(i =>
                i[member]?.Text is not { } text || !Same(text, id)));
    }

    private static bool Set(Node thing, string path, string? value)
    {
        var parts = path.Split('.');
        var at = parts.SkipLast(1).Aggregate((Node?)thing, (node, part) => node?[part]);
        if (at is null || at[parts[^1]]?.Text == value) return false;
        at.Set(parts[^1], value);
        return true;
    }

    private static Late Ec2(string write, string made, string read, string by, string things, string id, (string, string?)[] state,
        string? notFound) =>
        new("ec2", [write], made, [(read, by, things)], id, state, notFound is null ? null : new(notFound, "The resource does not exist"));

    private static Late Iam(string write, string made, string read, string by, string thing, string id) =>
        new("iam", [write], made, [(read, by, thing)], id, [], new("NoSuchEntity", "The entity cannot be found.", 404));

    private static Late Rds(string[] writes, string made, string read, string id, string things, string state, string value) =>
        new("rds", writes, $"{made}.{id}", [(read, id, things)], id, [(state, value)], null);

    private sealed class Pending
    {
        public int Missing { get; set; }
        public int Old { get; set; }
        public required (string Member, string? Value)[] State { get; init; }
    }
}
