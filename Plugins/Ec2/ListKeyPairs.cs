using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_key_pairs (DescribeKeyPairs).</summary>
public static class ListKeyPairs
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_key_pairs", "Lists EC2 key pairs. For access keys, use iam_list_access_keys.", RunAsync,
        iam: ["ec2:DescribeKeyPairs"],
        examples: ["Which key pairs exist, and how old are they?"]);

    public sealed record Input : PageInput
    {
        [Description("Name; * matches any text.")]
        public string? Name { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Id, string Name, string? Type, DateTime? CreatedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeKeyPairsAsync(
            new() { Filters = [.. Ec2Tags.Like("key-name", input.Name), .. Ec2Tags.Filters(input.Tags)] }, ct);
        return new([.. (answer.KeyPairs ?? []).Where(k => NameFilter.Matches(k.KeyName, input.Name))
            .OrderBy(k => k.KeyName, StringComparer.Ordinal).Select(k => new Row(k.KeyPairId, k.KeyName, k.KeyType, k.CreateTime))]);
    }
}
