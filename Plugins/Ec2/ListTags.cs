using Amazon.EC2;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_tags (DescribeTags): the table <c>ec2_tags</c>, with the tags of instances, volumes, networks and the rest.</summary>
public static class ListTags
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_tags", "Lists the tags of EC2's resources, as a table. For those of one instance, use ec2_get_instance.", RunAsync,
        iam: ["ec2:DescribeTags"], examples: ["Whose are the volumes of stopped instances?"]).With(tableOnly: true);

    public sealed record Input : PageInput;

    /// <param name="ResourceType">For example instance or volume.</param>
    public sealed record Row(string ResourceId, string ResourceType, string Key, string? Value);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeTagsAsync(
            new() { MaxResults = Ec2Tags.PageSize(input, dropsRows: false), NextToken = input.Cursor }, ct);
        return new([.. (answer.Tags ?? []).Select(t => new Row(t.ResourceId, t.ResourceType?.Value ?? "?", t.Key, t.Value))],
            answer.NextToken);
    }
}
