using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

/// <summary>account_put_parameter (SSM PutParameter).</summary>
public static class PutParameter
{
    public static readonly AccountTool Tool = AccountTool.Write<Input, Result>(
        "put_parameter", "Creates a parameter in SSM Parameter Store, or changes its value.", PlanAsync, RunAsync,
        iam:
        [
            "ssm:DescribeParameters", "ssm:ListTagsForResource", "ssm:PutParameter", "ssm:AddTagsToResource",
            "kms:Encrypt>ssm.amazonaws.com", "kms:GenerateDataKey>ssm.amazonaws.com",
        ],
        examples: ["Set /shop/feature/beta to on."]);

    public sealed record Input
    {
        [Description("Name or path."), RegularExpression(Parameters.Name), MaxLength(1011)]
        public required string Name { get; init; }

        [Description("Commas separate a StringList."), MinLength(1), MaxLength(8192), DataType(DataType.Password)]
        public required string Value { get; init; }

        [Description("Else String; SecureString for secrets."), AllowedValues("String", "StringList", "SecureString")]
        public string? Type { get; init; }

        [Description("Change it if it exists.")]
        public bool Overwrite { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("KMS key; else SSM's own.")]
        public string? KeyId { get; init; }

        [Description("Tier."), AllowedValues("Standard", "Advanced", "Intelligent-Tiering")]
        public string? Tier { get; init; }

        [Description("Of a new one.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Type, long Version, string? Tier);

    public static async Task<ToolPlan> PlanAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        if (await FindAsync(clients.Ssm.Value, input, ct) is not { } old)
            return new($"Create the parameter {input.Name}.", [$"{input.Name}: none -> {input.Type ?? "String"}, version 1"]);
        return new($"Change the value of the parameter {input.Name}.", [$"{input.Name}: {Parameters.Describe(old)} -> version {old.Version + 1}; the old value stays in its history"])
        {
            Resources = [new(input.Name, Parameters.Describe(old)) { Tags = await Parameters.TagsAsync(clients.Ssm.Value, input.Name, ct) }],
        };
    }

    public static async Task<Result> RunAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        var ssm = clients.Ssm.Value;
        var old = await FindAsync(ssm, input, ct);
        var type = old?.Type ?? input.Type ?? ParameterType.String;
        var answer = await ssm.PutParameterAsync(new()
        {
            Name = input.Name,
            Value = input.Value,
            Type = type,
            Overwrite = old is not null,
            Description = input.Description,
            KeyId = input.KeyId,
            Tier = input.Tier,
            Tags = input.Tags.Count == 0 ? null : [.. input.Tags.Select(t => new Tag { Key = t.Key, Value = t.Value })],
        }, ct);
        return new(input.Name, type, answer.Version ?? 0, answer.Tier?.Value);
    }

    /// <summary>What would be overwritten, once it is clear that it may be.</summary>
    private static async Task<ParameterMetadata?> FindAsync(IAmazonSimpleSystemsManagement ssm, Input input, CancellationToken ct)
    {
        if (await Parameters.FindAsync(ssm, input.Name, ct) is not { } old) return null;
        if (!input.Overwrite) throw new ToolException(ToolErrorCode.Conflict, $"The parameter {input.Name} exists ({Parameters.Describe(old)}).", "Set overwrite to change it.");
        if (input.Type is { } type && type != old.Type) throw new ToolException(ToolErrorCode.Conflict, $"The parameter {input.Name} is a {old.Type}; its type stays.", "Leave type out, or delete it first.");
        if (input.Tags.Count > 0) throw new ToolException(ToolErrorCode.InvalidInput, "AWS takes tags only for a new parameter.", "Leave tags out.");
        return old;
    }
}
