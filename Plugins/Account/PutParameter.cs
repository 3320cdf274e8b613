using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>
/// account_put_parameter (SSM PutParameter). An overwrite without a key goes to the account's default key, and one without a tier to
/// the default tier, so that both are sent as they are.
/// </summary>
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
        [Description("Name or path, for example /shop/db/host."), RegularExpression(Parameters.Name), MaxLength(1011)]
        public required string Name { get; init; }

        [Description("Value; commas separate a StringList."), MinLength(1), MaxLength(8192), DataType(DataType.Password)]
        public required string Value { get; init; }

        [Description("String if left out; SecureString for secrets."), AllowedValues("String", "StringList", "SecureString")]
        public string? Type { get; init; }

        [Description("Change it if it exists.")]
        public bool Overwrite { get; init; }

        [Description("Description; the present one stays if left out."), MaxLength(1024)]
        public string? Description { get; init; }

        [Description("Of a SecureString; default the present one."), RegularExpression("[a-zA-Z0-9:/_-]+"),
            MaxLength(256)]
        public string? KmsKeyId { get; init; }

        [Description("Tier; the present one stays if left out."), AllowedValues("Standard", "Advanced", "Intelligent-Tiering")]
        public string? Tier { get; init; }

        [Description("Tags for a new parameter.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Type, long Version, string? Tier);

    public static async Task<ToolPlan> PlanAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        var ssm = clients.Ssm;
        if (await FindAsync(ssm, input, ct) is not { } old)
        {
            var type = input.Type ?? "String";
            var created = new PlanBuilder($"Create the parameter {input.Name}.").Create(input.Name, "type", type);
            if (type == "SecureString") created.Create(input.Name, "KMS key", input.KmsKeyId ?? "alias/aws/ssm, the account's default key");
            if (input.Tier is { } tier) created.Create(input.Name, "tier", tier).Obstacle(TooLong(input, tier));
            else if (TooLong(input, "Standard") is not null)
                created.Warn($"Standard parameters take {MostOfStandard} bytes: unless the account's default tier is another, pass tier.");
            return created.Undo("account_delete_parameter", new { name = input.Name }).Build();
        }

        var tags = await Parameters.TagsAsync(ssm, input.Name, ct);
        var request = ToRequest(input, old);
        var plan = new PlanBuilder($"Change the value of the parameter {input.Name}.")
            .Touch(new PlannedResource(input.Name, Parameters.Describe(old)) { Tags = tags })
            .Change(input.Name, "value", $"version {old.Version}", $"version {old.Version + 1}", "the old value stays in the history");
        if (old.Type == ParameterType.SecureString)
        {
            plan.Change(input.Name, "KMS key", old.KeyId, request.KeyId,
                "who reads it needs the new key from then on; older versions stay under the old one");
        }

        if (input.Tier is not null) plan.Change(input.Name, "tier", old.Tier?.Value, request.Tier?.Value);
        if (input.Description is not null) plan.Change(input.Name, "description", old.Description, input.Description);
        foreach (var tag in input.Tags.Where(t => tags.GetValueOrDefault(t.Key) != t.Value))
            plan.Obstacle($"AWS takes tags only for a new parameter, and this one lacks {tag.Key}={tag.Value}: leave that tag out.");
        plan.Obstacle(TooLong(input, request.Tier?.Value));
        if (old.Tier == ParameterTier.Advanced && input.Tier == "Standard")
            plan.Obstacle("An advanced parameter cannot become a standard one: leave tier out.");
        return plan.NoUndo("The old value is told by account_get_parameter with its version, and can be put again.").Build();
    }

    public static async Task<Result> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var ssm = clients.Ssm;
        var request = ToRequest(input, await FindAsync(ssm, input, ct));
        var answer = await ssm.PutParameterAsync(request, ct);
        context.Done($"put version {answer.Version} of the parameter {input.Name}", created: request.Overwrite is true ? null : input.Name);
        return new(input.Name, request.Type, answer.Version ?? 0, answer.Tier?.Value);
    }

    private const int MostOfStandard = 4096;

    private static string? TooLong(Input input, string? tier) =>
        tier is "Standard" && System.Text.Encoding.UTF8.GetByteCount(input.Value) is > MostOfStandard and var bytes
            ? $"The value has {bytes} bytes, and a standard parameter takes {MostOfStandard}: pass tier Advanced, which costs." : null;

    private static PutParameterRequest ToRequest(Input input, ParameterMetadata? old)
    {
        var type = old?.Type ?? input.Type ?? ParameterType.String;
        if (input.KmsKeyId is not null && type != ParameterType.SecureString)
            throw ToolException.InvalidInput($"A {type} is not encrypted, so it has no key.",
                "Leave kmsKeyId out, or set type to SecureString.");
        return new()
        {
            Name = input.Name,
            Value = input.Value,
            Type = type,
            Overwrite = old is not null,
            Description = input.Description ?? old?.Description,
            AllowedPattern = old?.AllowedPattern,
            DataType = old?.DataType,
            KeyId = type == ParameterType.SecureString ? input.KmsKeyId ?? old?.KeyId : null,
            Tier = input.Tier ?? old?.Tier,
            // AWS refuses tags with an overwrite; the plan has checked that the parameter carries them.
            Tags = old is not null ? null : Infra.Aws.Tags.List(input.Tags, (key, value) => new Tag { Key = key, Value = value }),
        };
    }

    /// <summary>What would be overwritten, once it is clear that it may be.</summary>
    private static async Task<ParameterMetadata?> FindAsync(IAmazonSimpleSystemsManagement ssm, Input input, CancellationToken ct)
    {
        if (await Parameters.FindAsync(ssm, input.Name, ct) is not { } old) return null;
        if (!input.Overwrite)
            throw ToolException.Conflict($"The parameter {input.Name} exists ({Parameters.Describe(old)}).", "Set overwrite to change it.");
        if (input.Type is { } type && type != old.Type)
            throw ToolException.Conflict($"The parameter {input.Name} is a {old.Type}; its type stays.",
                "Leave type out, or delete it first.");
        return old;
    }
}
