using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>A target to register or deregister.</summary>
public sealed record TargetInput
{
    [Description("Instance id, IP address or ARN.")]
    public required string Id { get; init; }

    [Description("If not the group's."), Range(1, 65535)]
    public int? Port { get; init; }

    internal TargetDescription ToTarget() => new() { Id = Id, Port = Port };

    internal bool Is(TargetHealthDescription target) => target.Target.Id == Id && (Port is null || target.Target.Port == Port);
}

/// <summary>A target and its health.</summary>
public sealed record TargetState(string Id, int? Port, string State, string? Reason, string? Description)
{
    internal static TargetState Of(TargetHealthDescription t) =>
        new(t.Target.Id, t.Target.Port, t.TargetHealth?.State?.Value ?? "unknown", t.TargetHealth?.Reason?.Value, t.TargetHealth?.Description);
}
