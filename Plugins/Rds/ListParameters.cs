using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_parameters: the values of a parameter group (DescribeDBParameters, DescribeDBClusterParameters).</summary>
public static class ListParameters
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_parameters", "Lists a parameter group's parameters with values. For groups, use rds_list_parameter_groups.",
        RunAsync,
        iam: ["rds:DescribeDBParameters", "rds:DescribeDBClusterParameters"],
        examples: ["What is max_connections in group orders16?", "Which parameters did we change in orders16?"]);

    public sealed record Input : PageInput
    {
        [Description("DB parameter group.")]
        public required string ParameterGroup { get; init; }

        [Description("Source type."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Only those set by hand.")]
        public bool Changed { get; init; }

        [Description("Parameter name; * and ? are wildcards.")]
        public string? Name { get; init; }
    }

    /// <param name="Static">A change holds only after a reboot.</param>
    public sealed record Row(string Name, string? Value, string? Source, bool Static, bool Modifiable, string? Allowed);

    public static Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct) =>
        Paging.FindAsync<Row>(input, async marker =>
        {
            var (parameters, next) = await ParameterGroups.PageAsync(rds, input.SourceType, input.ParameterGroup,
                input.Changed ? "user" : null, marker, ct);
            return ([.. parameters.Where(p => NameFilter.Matches(p.ParameterName, input.Name)).Select(ToRow)], next);
        });

    private static Row ToRow(Parameter p) => new(
        p.ParameterName, p.ParameterValue, p.Source, p.ApplyType is "static", p.IsModifiable == true,
        // Some engines allow hundreds of words.
        p.AllowedValues is { Length: > 60 } all ? $"{all[..60]}..." : p.AllowedValues);
}
