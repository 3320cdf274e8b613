using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>How the targets of a group are checked.</summary>
public abstract record HealthCheckInput
{
    [Description("Default HTTP for HTTP and HTTPS, else TCP."), AllowedValues("HTTP", "HTTPS", "TCP")]
    public string? HealthCheckProtocol { get; init; }

    [Description("Default traffic-port.")]
    public string? HealthCheckPort { get; init; }

    [Description("Path to check; default /.")]
    public string? HealthCheckPath { get; init; }

    [Description("Seconds between checks."), Range(5, 300)]
    public int? HealthCheckInterval { get; init; }

    [Description("Seconds to answer."), Range(2, 120)]
    public int? HealthCheckTimeout { get; init; }

    [Description("Successes in a row."), Range(2, 10)]
    public int? HealthyThreshold { get; init; }

    [Description("Failures in a row."), Range(2, 10)]
    public int? UnhealthyThreshold { get; init; }

    [Description("Healthy codes, like 200-299; GRPC like 0-12.")]
    public string? HealthyCodes { get; init; }

    internal bool ChecksHealth => (HealthCheckProtocol ?? HealthCheckPort ?? HealthCheckPath ?? HealthyCodes) is not null
        || (HealthCheckInterval ?? HealthCheckTimeout ?? HealthyThreshold ?? UnhealthyThreshold) is not null;

    internal static Matcher? Codes(string? codes, string? protocolVersion) =>
        codes is null ? null : protocolVersion == "GRPC" ? new() { GrpcCode = codes } : new() { HttpCode = codes };
}
