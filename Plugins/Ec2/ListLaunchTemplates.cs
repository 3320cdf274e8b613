using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_launch_templates (DescribeLaunchTemplates).</summary>
public static class ListLaunchTemplates
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_launch_templates", "Lists EC2 launch templates. For one in full, use ec2_get_launch_template.", RunAsync,
        iam: ["ec2:DescribeLaunchTemplates"],
        examples: ["Which launch templates are there?"]);

    public sealed record Input : PageInput
    {
        [Description("Name; * matches any text.")]
        public string? Name { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Id, string Name, long? DefaultVersion, long? LatestVersion, DateTime? CreatedAt);

    public static Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async next =>
    {
        var answer = await ec2.DescribeLaunchTemplatesAsync(new()
        {
            Filters = [.. Ec2Tags.Like("launch-template-name", input.Name), .. Ec2Tags.Filters(input.Tags)],
            MaxResults = Ec2Tags.PageSize(input, dropsRows: input.Name is not null, most: 200),
            NextToken = next,
        }, ct);
        return ([.. (answer.LaunchTemplates ?? []).Where(t => NameFilter.Matches(t.LaunchTemplateName, input.Name)).Select(ToRow)],
            answer.NextToken);
    });

    private static Row ToRow(LaunchTemplate t) =>
        new(t.LaunchTemplateId, t.LaunchTemplateName, t.DefaultVersionNumber, t.LatestVersionNumber, t.CreateTime);
}
