using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_launch_templates (DescribeLaunchTemplates).</summary>
public static class ListLaunchTemplates
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_launch_templates", "Lists EC2 launch templates. For what is in one, use ec2_get_launch_template.", RunAsync,
        iam: ["ec2:DescribeLaunchTemplates"],
        examples: ["Which launch templates are there?"]);

    public sealed record Input : PageInput
    {
        [Description("Template name; * matches any text.")]
        public string? Name { get; init; }

        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Id, string Name, long? DefaultVersion, long? LatestVersion, DateTime? CreatedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeLaunchTemplatesAsync(new()
        {
            Filters = [.. Ec2Tags.Filter("launch-template-name", input.Name), .. Ec2Tags.Filters(input.Tags)],
            MaxResults = Math.Clamp(input.Limit, 1, 200),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.LaunchTemplates ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(LaunchTemplate t) => new(t.LaunchTemplateId, t.LaunchTemplateName, t.DefaultVersionNumber, t.LatestVersionNumber, t.CreateTime);
}
