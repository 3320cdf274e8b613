using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>account_get_parameter: value, metadata and tags (SSM GetParameter, DescribeParameters, ListTagsForResource).</summary>
public static class GetParameter
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Result>(
        "get_parameter", "Reads a parameter of SSM Parameter Store with its value. To look around, use account_list_parameters.", RunAsync,
        iam: ["ssm:GetParameter", "ssm:DescribeParameters", "ssm:ListTagsForResource", "kms:Decrypt>ssm.amazonaws.com"],
        examples: ["What is /shop/db/host set to?"],
        secret: true);

    public sealed record Input
    {
        [Description("Name; name:label for a label; the ARN of a shared one."), RegularExpression(Parameters.Reference), MaxLength(2048)]
        public required string Name { get; init; }

        [Description("Version; the newest if left out."), Range(1, int.MaxValue)]
        public int? Version { get; init; }

        [Description("Decrypt a SecureString; otherwise its value is left out.")]
        public bool Decrypt { get; init; }
    }

    public sealed record Result(
        string Name, string Arn, string Type, string? Value, long Version, DateTime? ChangedAt, string? ChangedBy, string? Description,
        string? KmsKeyId, string? Tier,
        IReadOnlyDictionary<string, string>? Tags, string? Note);

    public static async Task<Result> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var (ssm, unknowns) = (clients.Ssm, new Unknowns(context.Target));
        var (name, selector) = Split(input.Name);
        if (selector is not null && input.Version is not null)
            throw ToolException.InvalidInput("The name has a label or version already.", "Leave version out.");
        var value = ssm.GetParameterAsync(new()
        {
            Name = input.Version is { } v ? $"{name}:{v.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : input.Name,
            WithDecryption = input.Decrypt,
        }, ct);
        // Of a parameter of another account, or of AWS itself, only the value is told.
        var isOwn = !name.StartsWith("arn:", StringComparison.Ordinal) && !Parameters.IsPublic(name);
        var about = isOwn ? unknowns.TryAsync("Description, key and tier", () => FoundAsync(ssm, name, ct)) : Task.FromResult<Found?>(null);
        var tags = isOwn ? unknowns.TryAsync("Tags", () => TaggedAsync(ssm, name, ct)) : Task.FromResult<Tagged?>(null);
        var p = (await value).Parameter;
        var m = (await about)?.Metadata;
        var isHidden = p.Type == ParameterType.SecureString && !input.Decrypt;
        string[] notes = [.. unknowns.Notes, .. isHidden ? ["The value is encrypted; set decrypt to read it."] : Array.Empty<string>()];
        return new(
            p.Name, p.ARN, p.Type, isHidden ? null : p.Value, p.Version ?? 0, p.LastModifiedDate, m?.LastModifiedUser, m?.Description,
            m?.KeyId, m?.Tier?.Value,
            (await tags)?.Tags, notes.Length == 0 ? null : string.Join(" ", notes));
    }

    private sealed record Found(Amazon.SimpleSystemsManagement.Model.ParameterMetadata? Metadata);

    private sealed record Tagged(IReadOnlyDictionary<string, string>? Tags);

    private static async Task<Found> FoundAsync(IAmazonSimpleSystemsManagement ssm, string name, CancellationToken ct) =>
        new(await Parameters.FindAsync(ssm, name, ct));

    private static async Task<Tagged> TaggedAsync(IAmazonSimpleSystemsManagement ssm, string name, CancellationToken ct) =>
        new(await Parameters.TagsOrNullAsync(ssm, name, ct));

    // A name holds no colon; an ARN has five before its resource.
    private static (string Name, string? Selector) Split(string reference)
    {
        var start = reference.StartsWith("arn:", StringComparison.Ordinal) ? reference.IndexOf(":parameter/", StringComparison.Ordinal) + 1
            : 0;
        return reference.IndexOf(':', start) is >= 0 and var colon ? (reference[..colon], reference[(colon + 1)..]) : (reference, null);
    }
}
