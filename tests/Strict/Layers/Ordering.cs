using System.Collections.Concurrent;
using Infra.Strict.Protocol;

namespace Infra.Strict.Layers;

/// <summary>
/// Turns the lists of an answer, so that each comes in another order than the time before. EC2 promises no order of any list (guide,
/// "Eventual
/// consistency", and the note of DescribeInstances and DescribeImages); of other services only lists are turned that are sets by their
/// meaning.
/// </summary>
public sealed class Ordering(int seed)
{
    // History, which is in the order of time.
    private static readonly HashSet<string> Ordered =
        ["DescribeSpotPriceHistory", "DescribeFleetHistory", "DescribeSpotFleetRequestHistory", "GetConsoleOutput"];

    private static readonly Dictionary<string, string[]> Sets = new()
    {
        ["elbv2.DescribeLoadBalancers"] = ["LoadBalancers", "LoadBalancers[].AvailabilityZones", "LoadBalancers[].SecurityGroups"],
        ["elbv2.DescribeTargetGroups"] = ["TargetGroups", "TargetGroups[].LoadBalancerArns"],
        ["elbv2.DescribeListeners"] = ["Listeners"],
        ["elbv2.DescribeTargetHealth"] = ["TargetHealthDescriptions"],
        ["elbv2.DescribeTags"] = ["TagDescriptions", "TagDescriptions[].Tags"],
        ["autoscaling.DescribeAutoScalingGroups"] =
            ["AutoScalingGroups", "AutoScalingGroups[].Instances", "AutoScalingGroups[].TargetGroupARNs", "AutoScalingGroups[].Tags",
                "AutoScalingGroups[].AvailabilityZones"],
        ["autoscaling.DescribePolicies"] = ["ScalingPolicies"],
        ["rds.DescribeDBInstances"] = ["DBInstances", "DBInstances[].VpcSecurityGroups", "DBInstances[].DBSubnetGroup.Subnets",
            "DBInstances[].TagList"],
        ["rds.DescribeDBClusters"] = ["DBClusters", "DBClusters[].DBClusterMembers", "DBClusters[].VpcSecurityGroups",
            "DBClusters[].TagList"],
        ["rds.DescribeDBSnapshots"] = ["DBSnapshots", "DBSnapshots[].TagList"],
        ["iam.ListAttachedRolePolicies"] = ["AttachedPolicies"],
        ["iam.ListAttachedUserPolicies"] = ["AttachedPolicies"],
        ["iam.ListGroupsForUser"] = ["Groups"],
        ["iam.GetRole"] = ["Role.Tags"],
        ["cloudformation.DescribeStacks"] = ["Stacks[].Parameters", "Stacks[].Outputs", "Stacks[].Tags", "Stacks[].Capabilities"],
        ["cloudformation.ListStackResources"] = ["StackResourceSummaries"],
        ["cloudwatch.DescribeAlarms"] = ["MetricAlarms[].Dimensions"],
        ["cloudwatch.ListMetrics"] = ["Metrics", "Metrics[].Dimensions"],
        ["lambda.GetFunctionConfiguration"] = ["VpcConfig.SubnetIds", "VpcConfig.SecurityGroupIds"],
        ["lambda.GetFunction"] = ["Configuration.VpcConfig.SubnetIds", "Configuration.VpcConfig.SecurityGroupIds"],
        ["ssm.ListTagsForResource"] = ["TagList"],
        ["resourcegroupstaggingapi.GetResources"] = ["ResourceTagMappingList[].Tags"],
    };

    private readonly ConcurrentDictionary<string, int> times = new();

    /// <summary>Turns the lists; true says that there was one to turn.</summary>
    public bool Turn(Call call, Answer answer)
    {
        if (answer.Output(call.Operation) is not { } output) return false;
        var lists = call.Service.Protocol == WireProtocol.Ec2
            ? Ordered.Contains(call.Name) ? [] : All(output).ToList()
            : Sets.GetValueOrDefault($"{call.Service.Name}.{call.Name}", []).SelectMany(output.Find).ToList();
        var time = times.AddOrUpdate(call.Name, seed, (_, n) => n + 1);
        var turned = false;
        foreach (var list in lists)
        {
            var items = list.Items;
            if (items.Count < 2) continue;
            var by = time % items.Count;
            IEnumerable<Node> other = [.. items.Skip(by), .. items.Take(by)];
            list.Keep(time / items.Count % 2 == 0 ? other : other.Reverse());
            turned = true;
        }

        return turned;
    }

    // From within, so that what holds a list can still be moved.
    private static IEnumerable<Node> All(Node node)
    {
        foreach (var member in node.Shape.Members.Keys)
            if (node[member] is { } below)
                foreach (var list in All(below)) yield return list;
        if (node.Items is not { Count: > 0 } items) yield break;
        foreach (var item in items)
            foreach (var list in All(item)) yield return list;
        yield return node;
    }
}
