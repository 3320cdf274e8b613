using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_instance_types (DescribeInstanceTypes).</summary>
public static class ListInstanceTypes
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_instance_types", "Lists EC2 instance types with vCPUs, memory, GPUs and network. For instances, use ec2_list_instances.",
        RunAsync,
        iam: ["ec2:DescribeInstanceTypes"],
        examples: ["Which arm64 types have 4 vCPUs and 16 GiB?", "How big is m7g.xlarge?"]);

    public sealed record Input : PageInput
    {
        [Description("* matches any text.")]
        public string? Type { get; init; }

        [Description("Architecture."), AllowedValues("x86_64", "arm64", "i386", "x86_64_mac", "arm64_mac")]
        public string? Architecture { get; init; }

        [Description("Exact."), Range(1, 1024)]
        public int? Vcpus { get; init; }

        [Description("Exact."), Range(0.5, 32768)]
        public double? MemoryGib { get; init; }
    }

    public sealed record Row(string Type, int? Vcpus, double? MemoryGib, string Architectures, string? Gpu, long? LocalDiskGb,
        string? Network);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeInstanceTypesAsync(new()
        {
            Filters =
            [
                .. Ec2Tags.Filter("instance-type", input.Type),
                .. Ec2Tags.Filter("processor-info.supported-architecture", input.Architecture),
                .. Ec2Tags.Filter("vcpu-info.default-vcpus", input.Vcpus?.ToString(CultureInfo.InvariantCulture)),
                .. Ec2Tags.Filter("memory-info.size-in-mib", (input.MemoryGib * 1024)?.ToString("0", CultureInfo.InvariantCulture)),
                // Old generations are for those who name them.
                .. Ec2Tags.Filter("current-generation", input.Type is null ? "true" : null),
            ],
            MaxResults = Math.Clamp(input.Limit, 5, 100),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.InstanceTypes ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(InstanceTypeInfo t) => new(
        t.InstanceType, t.VCpuInfo?.DefaultVCpus, t.MemoryInfo?.SizeInMiB / 1024.0,
        string.Join(' ', t.ProcessorInfo?.SupportedArchitectures ?? []),
        t.GpuInfo?.Gpus is { Count: > 0 } gpus ? string.Join(", ", gpus.Select(g => $"{g.Count} {g.Manufacturer} {g.Name}")) : null,
        t.InstanceStorageInfo?.TotalSizeInGB, t.NetworkInfo?.NetworkPerformance);
}
