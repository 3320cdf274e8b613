using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>account_list_parameters (SSM DescribeParameters; GetParametersByPath for the parameters that AWS publishes).</summary>
public static class ListParameters
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_parameters",
        "Lists SSM parameters without values, also AWS's own below /aws/service. By tag over all services: account_find_resources.",
        RunAsync,
        iam: ["ssm:DescribeParameters", "ssm:GetParametersByPath"],
        examples: ["Which parameters does the shop have?", "Which AMI parameters does AWS publish for Amazon Linux?"]);

    public sealed record Input : PageInput
    {
        [Description("Lists all below it, like /shop."), RegularExpression("/.*")]
        public string? Path { get; init; }

        [Description("Whole name; * and ? are wildcards.")]
        public string? Name { get; init; }

        [Description("Type."), AllowedValues("String", "StringList", "SecureString")]
        public string? Type { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Shared by other accounts.")]
        public bool Shared { get; init; }
    }

    public sealed record Row(string Name, string Type, long Version, DateTime? ChangedAt, string? Description, string? Arn);

    public static Task<Page<Row>> RunAsync(AccountClients clients, Input input, CancellationToken ct) =>
        input.Path is { } path && Parameters.IsPublic(path) ? PublicAsync(clients.Ssm, input, path, ct)
            : OwnAsync(clients.Ssm, input, ct);

    private static Task<Page<Row>> OwnAsync(IAmazonSimpleSystemsManagement ssm, Input input, CancellationToken ct)
    {
        // SSM knows whole names and beginnings; the rest of a pattern is matched here.
        var (isPlain, prefix) = input.Name is { Length: > 0 } name ? (NameFilter.IsPlain(name), NameFilter.Prefix(name)) : (false, "");
        List<ParameterStringFilter> filters =
        [
            .. Filter("Path", "Recursive", input.Path),
            .. Filter("Name", isPlain ? "Equals" : "BeginsWith", prefix),
            .. Filter("Type", "Equals", input.Type),
            .. input.Tags.Select(t => new ParameterStringFilter { Key = $"tag:{t.Key}", Values = t.Value.Length == 0 ? null : [t.Value] }),
        ];
        return Paging.FindAsync<Row>(input, async token =>
        {
            var answer = await ssm.DescribeParametersAsync(new()
            {
                ParameterFilters = filters,
                Shared = input.Shared ? true : null,
                MaxResults = string.IsNullOrEmpty(input.Name) ? Math.Clamp(input.Limit, 1, 50) : 50,
                NextToken = token,
            }, ct);
            // SSM may give a page with few parameters, or none, although more follow.
            return ([.. (answer.Parameters ?? []).Where(p => NameFilter.Matches(p.Name, input.Name)).Select(p => ToRow(p, input.Shared))],
                answer.NextToken);
        });
    }

    // DescribeParameters knows the account's own parameters alone.
    private static Task<Page<Row>> PublicAsync(IAmazonSimpleSystemsManagement ssm, Input input, string path, CancellationToken ct)
    {
        if (input.Tags.Count > 0)
            throw ToolException.InvalidInput("AWS does not tell the tags of the parameters that it publishes.", "Leave tags out.");
        return Paging.FindAsync<Row>(input, async token =>
        {
            var answer = await ssm.GetParametersByPathAsync(new()
            {
                Path = path,
                Recursive = true,
                ParameterFilters = input.Type is null ? null : [.. Filter("Type", "Equals", input.Type)],
                MaxResults = 10,
                NextToken = token,
            }, ct);
            var rows = (answer.Parameters ?? []).Where(p => NameFilter.Matches(p.Name, input.Name));
            return ([.. rows.Select(p => new Row(p.Name, p.Type, p.Version ?? 0, p.LastModifiedDate, null, null))], answer.NextToken);
        });
    }

    private static Row ToRow(ParameterMetadata p, bool isShared) =>
        // Only its ARN finds a shared one.
        new(p.Name, p.Type, p.Version ?? 0, p.LastModifiedDate, p.Description, isShared ? p.ARN : null);

    private static IEnumerable<ParameterStringFilter> Filter(string key, string option, string? value) =>
        string.IsNullOrEmpty(value) ? [] : [new() { Key = key, Option = option, Values = [value] }];
}
