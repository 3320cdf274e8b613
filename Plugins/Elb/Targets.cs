using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>A target to register or deregister.</summary>
public sealed record TargetInput
{
    [Description("Instance id, IP, or function or load balancer ARN.")]
    public required string Id { get; init; }

    [Description("If not the group's."), Range(1, 65535)]
    public int? Port { get; init; }

    [Description("Of an IP address: all if it is outside the VPC.")]
    public string? AvailabilityZone { get; init; }

    internal TargetDescription ToTarget() => new() { Id = Id, Port = Port, AvailabilityZone = AvailabilityZone };

    /// <summary>Whether a registration is meant: without a port, each one of the id.</summary>
    internal bool Means(TargetHealthDescription target) => target.Target.Id == Id && (Port is null || target.Target.Port == Port)
        && (AvailabilityZone is null || target.Target.AvailabilityZone is not { } zone || zone == AvailabilityZone);

    /// <summary>Whether a registration is the one that registering makes: without a port, that of the group.</summary>
    internal bool Makes(TargetHealthDescription target, TargetGroup group) =>
        target.Target.Id == Id && (target.Target.Port is null || target.Target.Port == (Port ?? group.Port));
}

/// <summary>A target and its health.</summary>
public sealed record TargetState(string Id, int? Port, string? Zone, string State, string? Reason, string? Description)
{
    internal static TargetState Of(TargetHealthDescription t) => new(
        t.Target.Id, t.Target.Port, t.Target.AvailabilityZone, t.TargetHealth?.State?.Value ?? "unknown", t.TargetHealth?.Reason?.Value,
        t.TargetHealth?.Description);
}
