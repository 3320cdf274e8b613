using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_key_pair (CreateKeyPair).</summary>
public static class CreateKeyPair
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_key_pair", "Creates a key pair and returns its private key, this once.", PlanAsync, RunAsync,
        iam: ["ec2:CreateKeyPair", "ec2:DescribeKeyPairs", "ec2:CreateTags"],
        examples: ["Make a key pair named deploy."],
        secret: true);

    public sealed record Input
    {
        [Description("Key name."), StringLength(255, MinimumLength = 1)]
        public required string KeyName { get; init; }

        [Description("Key type; Windows instances need rsa."), AllowedValues("ed25519", "rsa")]
        public string Type { get; init; } = "ed25519";

        [Description("Format of the private key; ppk is for PuTTY."), AllowedValues("pem", "ppk")]
        public string Format { get; init; } = "pem";

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, string Fingerprint, string PrivateKey);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeKeyPairsAsync(new() { Filters = [new("key-name", [Ec2Tags.Literal(input.KeyName)])] }, ct);
        return new PlanBuilder($"Create the key pair '{input.KeyName}' ({input.Type}).")
            .Create($"key pair {input.KeyName}", "the answer holds the private key, of which AWS keeps no copy")
            .Obstacle((answer.KeyPairs ?? []).Any(k => k.KeyName == input.KeyName)
                ? $"The key pair '{input.KeyName}' exists already; choose another name." : null)
            .Undo("ec2_delete_key_pair", new { keyName = input.KeyName })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var key = (await ec2.CreateKeyPairAsync(new()
        {
            KeyName = input.KeyName,
            KeyType = input.Type,
            KeyFormat = input.Format,
            TagSpecifications = Ec2Tags.For(ResourceType.KeyPair, input.Tags),
        }, ct)).KeyPair;
        context.Done($"created the key pair {key.KeyName}", created: key.KeyPairId);
        return new(key.KeyPairId, key.KeyName, key.KeyFingerprint, key.KeyMaterial);
    }
}
