using System.ComponentModel;
using Amazon.CloudFormation;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_list_exports (ListExports; ListImports on request).</summary>
public static class ListExports
{
    public static readonly CfnTool Tool = CfnTool.Read<Input, Page<Row>>(
        "list_exports", "Lists values that stacks export. For all outputs of one stack, use cfn_get_stack.", RunAsync,
        iam: ["cloudformation:ListExports", "cloudformation:ListImports"],
        examples: ["Who imports the export vpc-id?"]);

    public sealed record Input : PageInput
    {
        [Description("Name; * and ? are wildcards.")]
        public string? Name { get; init; }

        [Description("Also which stacks import each.")]
        public bool Imports { get; init; }
    }

    public sealed record Row(string Name, string Value, string Stack, IReadOnlyList<string>? ImportedBy);

    public static Task<Page<Row>> RunAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct) =>
        Paging.FindAsync<Row>(input, async token =>
        {
            var a = await cfn.ListExportsAsync(new() { NextToken = token }, ct);
            var found = (a.Exports ?? []).Where(e => NameFilter.Matches(e.Name, input.Name));
            return (await found.AskAsync(async (e, t) => new Row(
                e.Name, e.Value, Stack(e.ExportingStackId), input.Imports ? await DeleteStack.ImportersAsync(cfn, e.Name, t) : null), ct),
                    a.NextToken);
        });

    // arn:aws:cloudformation:eu-west-1:123456789012:stack/web/0001
    private static string Stack(string id) => id.Split('/').ElementAtOrDefault(1) ?? id;
}
