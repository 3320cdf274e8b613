using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_delete_key_pair (DeleteKeyPair).</summary>
public static class DeleteKeyPair
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_key_pair", "Deletes a key pair in AWS. Instances that have it still accept it.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeKeyPairs", "ec2:DescribeInstances", "ec2:DeleteKeyPair"],
        examples: ["Delete the key pair old-laptop."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Key name.")]
        public required string Name { get; init; }
    }

    public sealed record Result(string Name);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var key = ((await ec2.DescribeKeyPairsAsync(new() { KeyNames = [input.Name] }, ct)).KeyPairs ?? []).FirstOrDefault(k => k.KeyName == input.Name)
            ?? throw Ec2Resources.Missing("key pair", input.Name);
        var answer = await ec2.DescribeInstancesAsync(new() { Filters = [new("key-name", [key.KeyName])] }, ct);
        return new($"Delete the key pair '{key.KeyName}' ({key.KeyPairId}). Nothing can be launched with it any more.",
        [
            .. InstancePlans.Lines([.. (answer.Reservations ?? []).SelectMany(r => r.Instances ?? [])],
                i => $"{InstancePlans.Describe(i)} was launched with it and still accepts its private key"),
        ])
        {
            Resources = [new(key.KeyPairId, $"{key.KeyName}, {key.KeyType}, {key.KeyFingerprint}") { Tags = key.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        await ec2.DeleteKeyPairAsync(new DeleteKeyPairRequest { KeyName = input.Name }, ct);
        return new(input.Name);
    }
}
