using System.ComponentModel;
using Amazon.EC2;

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
        Task.FromResult(new ToolPlan("Get a new Elastic IP address.", ["It costs money until it is released."]));

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.AllocateAddressAsync(new()
        {
            Domain = DomainType.Vpc,
            TagSpecifications = Ec2Tags.For(ResourceType.ElasticIp, input.Tags, input.Name),
        }, ct);
        return new(answer.AllocationId, answer.PublicIp);
    }
}
