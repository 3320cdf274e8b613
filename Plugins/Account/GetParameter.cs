using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement;

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
        [Description("Name or path."), RegularExpression(Parameters.Name)]
        public required string Name { get; init; }

        [Description("Version; the newest if left out."), Range(1, int.MaxValue)]
        public int? Version { get; init; }

        [Description("Decrypt a SecureString; otherwise its value is left out.")]
        public bool Decrypt { get; init; }
    }

    public sealed record Result(
        string Name, string Arn, string Type, string? Value, long Version, DateTime? ChangedAt, string? ChangedBy, string? Description, string? KeyId,
        IReadOnlyDictionary<string, string> Tags, string? Note);

    public static async Task<Result> RunAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        var ssm = clients.Ssm.Value;
        var value = ssm.GetParameterAsync(new() { Name = input.Version is { } v ? $"{input.Name}:{v}" : input.Name, WithDecryption = input.Decrypt }, ct);
        var (about, tags) = (Parameters.FindAsync(ssm, input.Name, ct), Parameters.TagsAsync(ssm, input.Name, ct));
        var (p, m) = ((await value).Parameter, await about);
        var hidden = p.Type == ParameterType.SecureString && !input.Decrypt;
        return new(
            p.Name, p.ARN, p.Type, hidden ? null : p.Value, p.Version ?? 0, p.LastModifiedDate, m?.LastModifiedUser, m?.Description, m?.KeyId, await tags,
            hidden ? "The value is encrypted; set decrypt to read it." : null);
    }
}
