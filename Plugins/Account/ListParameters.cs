using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

/// <summary>account_list_parameters (SSM DescribeParameters).</summary>
public static class ListParameters
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_parameters", "Lists parameters of SSM Parameter Store without their values. For a value, use account_get_parameter.", RunAsync,
        iam: ["ssm:DescribeParameters"],
        examples: ["Which parameters does the shop have?"]);

    public sealed record Input : PageInput
    {
        [Description("Path whose whole tree is listed."), RegularExpression("/.*")]
        public string? Path { get; init; }

        [Description("Text in the name.")]
        public string? Name { get; init; }

        [Description("Type."), AllowedValues("String", "StringList", "SecureString")]
        public string? Type { get; init; }

        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Name, string Type, long Version, DateTime? ChangedAt, string? Description);

    public static async Task<Page<Row>> RunAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        var answer = await clients.Ssm.Value.DescribeParametersAsync(new()
        {
            ParameterFilters =
            [
                .. Filter("Path", "Recursive", input.Path),
                // Parts are matched anyway, so that a * of other modules' names is not taken for itself.
                .. Filter("Name", "Contains", input.Name?.Trim('*')),
                .. Filter("Type", "Equals", input.Type),
                .. input.Tags.Select(t => new ParameterStringFilter { Key = $"tag:{t.Key}", Values = t.Value.Length == 0 ? null : [t.Value] }),
            ],
            MaxResults = Math.Clamp(input.Limit, 1, 50),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.Parameters ?? []).Select(p => new Row(p.Name, p.Type, p.Version ?? 0, p.LastModifiedDate, p.Description))], answer.NextToken);
    }

    private static IEnumerable<ParameterStringFilter> Filter(string key, string option, string? value) =>
        string.IsNullOrEmpty(value) ? [] : [new() { Key = key, Option = option, Values = [value] }];
}
