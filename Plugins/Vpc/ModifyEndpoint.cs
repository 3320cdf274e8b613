using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_modify_endpoint (ModifyVpcEndpoint).</summary>
public static class ModifyEndpoint
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "modify_endpoint", "Changes subnets, route tables, security groups, policy or private DNS of a VPC endpoint.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVpcEndpoints", "ec2:ModifyVpcEndpoint"],
        examples: ["Put the endpoint into this subnet too.", "Let the S3 endpoint reach our bucket only."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Endpoint id.")]
        public required string EndpointId { get; init; }

        [Description("All of them.")]
        public IReadOnlyList<string>? SubnetIds { get; init; }

        [Description("All of them; gateway endpoints.")]
        public IReadOnlyList<string>? RouteTableIds { get; init; }

        [Description("All of them.")]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("JSON, or full for full access.")]
        public string? PolicyDocument { get; init; }

        [Description("Its public DNS name leads here.")]
        public bool? PrivateDnsEnabled { get; init; }
    }

    public sealed record Result(string Id, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var e = await Networks.EndpointAsync(ec2, input.EndpointId, ct);
        var changes = Changes(input, e);
        var isGateway = e.VpcEndpointType == VpcEndpointType.Gateway;
        var plan = new PlanBuilder($"Change the endpoint {Networks.Label(e.VpcEndpointId, e.Tags)} to {e.ServiceName}.")
            .Touch(new PlannedResource(e.VpcEndpointId,
                $"{ListEndpoints.TypeOf(e)} endpoint to {e.ServiceName} in {e.VpcId}, {ListEndpoints.StateOf(e)}")
            {
                Name = e.Tags.Name(),
                Tags = e.Tags.ToMap(),
            })
            .Add(changes.All);
        if (isGateway && (input.SubnetIds ?? input.SecurityGroupIds) is not null) plan.Obstacle(
            "A gateway endpoint has route tables, and no subnets and security groups.");
        if (!isGateway && input.RouteTableIds is not null) plan.Obstacle(
            $"Only gateway endpoints have route tables; this one is of type {ListEndpoints.TypeOf(e)}.");
        if (isGateway && input.RouteTableIds is not null) plan.Warn("Open connections to the service are cut where a route comes or goes.");
        if (input.PolicyDocument is not null) plan.Warn(
            "What the policy does not allow is refused at once, also for AWS services that use the endpoint.");
        var back = new Dictionary<string, object> { ["endpointId"] = e.VpcEndpointId };
        if (input.SubnetIds is not null) back["subnetIds"] = e.SubnetIds ?? [];
        if (input.RouteTableIds is not null) back["routeTableIds"] = e.RouteTableIds ?? [];
        if (input.SecurityGroupIds is not null) back["securityGroupIds"] = (e.Groups ?? []).Select(g => g.GroupId);
        if (input.PolicyDocument is not null) back["policyDocument"] = e.PolicyDocument ?? "full";
        if (input.PrivateDnsEnabled is not null) back["privateDnsEnabled"] = e.PrivateDnsEnabled == true;
        return plan.Undo("vpc_modify_endpoint", back).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var e = await Networks.EndpointAsync(ec2, input.EndpointId, ct);
        var changes = Changes(input, e);
        if (changes.ChangesNothing) return new(e.VpcEndpointId, []);
        await ec2.ModifyVpcEndpointAsync(changes.ApplyTo(new() { VpcEndpointId = e.VpcEndpointId }), ct);
        foreach (var change in changes.Changed) context.Done($"changed the {change.Property} of {e.VpcEndpointId}");
        return new(e.VpcEndpointId, [.. context.Steps.Select(s => s.What)]);
    }

    private static SettingChanges<ModifyVpcEndpointRequest> Changes(Input input, VpcEndpoint e)
    {
        var changes = new SettingChanges<ModifyVpcEndpointRequest>(e.VpcEndpointId);
        List<string> subnets = e.SubnetIds ?? [], tables = e.RouteTableIds ?? [], groups = [.. (e.Groups ?? []).Select(g => g.GroupId)];
        // EC2 takes what comes and what goes.
        changes.Add("subnets", subnets, input.SubnetIds, (r, v) =>
            (r.AddSubnetIds, r.RemoveSubnetIds) = (Less(v!, subnets), Less(subnets, v!)));
        changes.Add("route tables", tables, input.RouteTableIds, (r, v) =>
            (r.AddRouteTableIds, r.RemoveRouteTableIds) = (Less(v!, tables), Less(tables, v!)));
        changes.Add("security groups", groups, input.SecurityGroupIds, (r, v) =>
            (r.AddSecurityGroupIds, r.RemoveSecurityGroupIds) = (Less(v!, groups), Less(groups, v!)));
        changes.Add("policy", e.PolicyDocument, input.PolicyDocument, (r, v) =>
        {
            if (v == "full") r.ResetPolicy = true;
            else r.PolicyDocument = v;
        });
        changes.Add("private DNS", e.PrivateDnsEnabled == true, input.PrivateDnsEnabled, (r, v) => r.PrivateDnsEnabled = v);
        return changes.IsEmpty ? throw ToolException.NothingToChange() : changes;
    }

    private static List<string>? Less(IEnumerable<string> all, IEnumerable<string> others) =>
        all.Except(others).ToList() is { Count: > 0 } some ? some : null;
}
