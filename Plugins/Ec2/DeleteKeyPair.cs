using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_delete_key_pair (DeleteKeyPair).</summary>
public static class DeleteKeyPair
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_key_pair", "Deletes a key pair in AWS. Instances that have it still accept it.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeKeyPairs", "ec2:DescribeInstances", "ec2:DescribeLaunchTemplateVersions", "ec2:DeleteKeyPair"],
        examples: ["Delete the key pair old-laptop."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Key name.")]
        public required string KeyName { get; init; }
    }

    public sealed record Result(string Name);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var key = ((await ec2.DescribeKeyPairsAsync(new() { KeyNames = [input.KeyName] }, ct)).KeyPairs ?? [])
            .FirstOrDefault(k => k.KeyName == input.KeyName)
            ?? throw Ec2Resources.Missing("key pair", input.KeyName);
        var unknown = new Unknowns(context.Target);
        var instances = InstancePlans.FindAsync(ec2, new Filter("key-name", [Ec2Tags.Literal(key.KeyName)]), ct);
        var versions = unknown.TryAsync("Which launch templates name the key pair", () => Ec2Resources.VersionsInUseAsync(ec2, null, ct));
        await Task.WhenAll(instances, versions);

        var plan = new PlanBuilder($"Delete the key pair '{key.KeyName}' ({key.KeyPairId}). Nothing can be launched with it any more.")
            .Touch(new PlannedResource(key.KeyPairId, $"{key.KeyType}, {key.KeyFingerprint}")
            {
                Name = key.KeyName,
                Tags = key.Tags.ToMap(),
            })
            .Delete($"key pair {key.KeyName}")
            .Add(InstancePlans.Kept(await instances, _ => "it was launched with the key pair, and still accepts its private key"))
            .Unknown(unknown.Notes);
        foreach (var v in (await versions ?? []).Where(v => v.LaunchTemplateData?.KeyName == key.KeyName)
            .DistinctBy(v => (v.LaunchTemplateId, v.VersionNumber)))
            plan.Warn($"{Ec2Resources.Describe(v)} names the key pair, and launches nothing from then on.");
        return plan.NoUndo("AWS keeps no copy; whoever has the private key can import its public part again.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteKeyPairAsync(new DeleteKeyPairRequest { KeyName = input.KeyName }, ct);
        context.Done($"deleted the key pair {input.KeyName}");
        return new(input.KeyName);
    }
}
