using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_import_key_pair (ImportKeyPair).</summary>
public static class ImportKeyPair
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "import_key_pair", "Imports the public key of a key pair that was made elsewhere.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeKeyPairs", "ec2:ImportKeyPair", "ec2:CreateTags"],
        examples: ["Use my own SSH key for new instances."]);

    public sealed record Input
    {
        [Description("Key name."), StringLength(255, MinimumLength = 1)]
        public required string KeyName { get; init; }

        [Description("As in id_ed25519.pub."),
            RegularExpression(@"\s*(ssh-ed25519|ssh-rsa) [A-Za-z0-9+/=]+.*\s*|-----BEGIN (RSA )?PUBLIC KEY-----[\s\S]*"), MaxLength(8192)]
        public required string PublicKey { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, string Fingerprint);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeKeyPairsAsync(new() { Filters = [new("key-name", [Ec2Tags.Literal(input.KeyName)])] }, ct);
        return new PlanBuilder($"Import the key pair '{input.KeyName}'.")
            .Create($"key pair {input.KeyName}", "who holds its private key can sign in to instances that are launched with it")
            .Obstacle((answer.KeyPairs ?? []).Any(k => k.KeyName == input.KeyName)
                ? $"The key pair '{input.KeyName}' exists already; choose another name." : null)
            .Undo("ec2_delete_key_pair", new { keyName = input.KeyName })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var key = await ec2.ImportKeyPairAsync(new()
        {
            KeyName = input.KeyName,
            // The SDK sends this text as it is, and EC2 wants it in base64.
            PublicKeyMaterial = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(input.PublicKey.Trim())),
            TagSpecifications = Ec2Tags.For(ResourceType.KeyPair, input.Tags),
        }, ct);
        context.Done($"imported the key pair {key.KeyName}", created: key.KeyPairId);
        return new(key.KeyPairId, key.KeyName, key.KeyFingerprint);
    }
}
