using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;

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
        public required string Name { get; init; }

        [Description("Windows needs rsa."), AllowedValues("ed25519", "rsa")]
        public string Type { get; init; } = "ed25519";

        [Description("ppk is for PuTTY."), AllowedValues("pem", "ppk")]
        public string Format { get; init; } = "pem";

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, string Fingerprint, string PrivateKey);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeKeyPairsAsync(new() { Filters = [new("key-name", [input.Name])] }, ct);
        if ((answer.KeyPairs ?? []).Any(k => k.KeyName == input.Name))
            throw new ToolException(ToolErrorCode.Conflict, $"The key pair '{input.Name}' exists already.", "Choose another name.");
        return new($"Create the key pair '{input.Name}' ({input.Type}).", ["The answer holds the private key; AWS does not keep it."]);
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var key = (await ec2.CreateKeyPairAsync(new()
        {
            KeyName = input.Name,
            KeyType = input.Type,
            KeyFormat = input.Format,
            TagSpecifications = Ec2Tags.For(ResourceType.KeyPair, input.Tags),
        }, ct)).KeyPair;
        return new(key.KeyPairId, key.KeyName, key.KeyFingerprint, key.KeyMaterial);
    }
}
