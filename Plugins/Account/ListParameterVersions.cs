using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Infra.Plugins.Account;

/// <summary>account_list_parameter_versions (SSM GetParameterHistory, without decryption; the values in its answer are left out).</summary>
public static class ListParameterVersions
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_parameter_versions", "Lists a parameter's versions and labels. For a value, use account_get_parameter.", RunAsync,
        iam: ["ssm:GetParameterHistory"],
        examples: ["Who changed /shop/db/host, and when?"]);

    public sealed record Input : PageInput
    {
        [Description("Name."), RegularExpression(Parameters.Name), MaxLength(1011)]
        public required string Name { get; init; }
    }

    public sealed record Row(long Version, string Type, DateTime? ChangedAt, string? ChangedBy, IReadOnlyList<string>? Labels,
        string? Description);

    public static async Task<Page<Row>> RunAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        var answer = await clients.Ssm.GetParameterHistoryAsync(
            new() { Name = input.Name, MaxResults = Math.Clamp(input.Limit, 1, 50), NextToken = input.Cursor }, ct);
        return new([.. (answer.Parameters ?? []).Select(p => new Row(
            p.Version ?? 0, p.Type, p.LastModifiedDate, p.LastModifiedUser, p.Labels is { Count: > 0 } labels ? labels : null,
                p.Description))],
            answer.NextToken);
    }
}
