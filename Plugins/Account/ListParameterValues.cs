using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>account_list_parameter_values (SSM GetParametersByPath).</summary>
public static class ListParameterValues
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_parameter_values", "Lists the SSM parameters below a path with their values. Without values: account_list_parameters.",
            RunAsync,
        iam: ["ssm:GetParametersByPath", "kms:Decrypt>ssm.amazonaws.com"],
        examples: ["What is the whole configuration of the shop?"],
        secret: true);

    public sealed record Input : PageInput
    {
        [Description("Path whose whole tree is listed, for example /shop."), RegularExpression("/.*")]
        public required string Path { get; init; }

        [Description("Only those with this label.")]
        public string? Label { get; init; }

        [Description("Decrypt a SecureString; otherwise its value is left out.")]
        public bool Decrypt { get; init; }
    }

    public sealed record Row(string Name, string Type, string? Value, long Version);

    public static Task<Page<Row>> RunAsync(AccountClients clients, Input input, CancellationToken ct) =>
        // SSM gives ten at a time.
        Paging.FindAsync<Row>(input, async token =>
        {
            var answer = await clients.Ssm.GetParametersByPathAsync(new()
            {
                Path = input.Path,
                Recursive = true,
                WithDecryption = input.Decrypt,
                ParameterFilters = input.Label is { } label ? [new() { Key = "Label", Option = "Equals", Values = [label] }] : null,
                MaxResults = 10,
                NextToken = token,
            }, ct);
            return ([.. (answer.Parameters ?? []).Select(p => new Row(
                p.Name, p.Type, p.Type == ParameterType.SecureString && !input.Decrypt ? null : p.Value, p.Version ?? 0))],
                    answer.NextToken);
        });
}
