using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_allocate_address (AllocateAddress).</summary>
public static class AllocateAddress
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "allocate_address", "Gets a new Elastic IP address. Then use ec2_associate_address.", PlanAsync, RunAsync,
        iam: ["ec2:AllocateAddress", "ec2:CreateTags"],
        examples: ["I need a fixed public IP."]);

    public sealed record Input
    {
        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string PublicIp);

    public static Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct) =>
        Task.FromResult(new PlanBuilder("Get a new Elastic IP address.").Create("Elastic IP address", "it costs money until it is released")
            .Build());

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.AllocateAddressAsync(new()
        {
            Domain = DomainType.Vpc,
            TagSpecifications = Ec2Tags.For(ResourceType.ElasticIp, input.Tags, input.Name),
        }, ct);
        context.Done($"allocated {answer.PublicIp}", created: answer.AllocationId);
        return new(answer.AllocationId, answer.PublicIp);
    }
}
