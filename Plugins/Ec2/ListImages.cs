using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_images (DescribeImages).</summary>
public static class ListImages
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_images", "Lists machine images (AMIs), newest first. For snapshots, use ec2_list_snapshots.", RunAsync,
        iam: ["ec2:DescribeImages"],
        examples: ["Which AMIs do we have?", "What is the newest Amazon Linux 2023 image for arm64?"]);

    public sealed record Input : PageInput
    {
        [Description("self, amazon, aws-marketplace or account ids."), MinLength(1), MaxLength(10)]
        public IReadOnlyList<string> Owners { get; init; } = ["self"];

        [Description("Name; * matches any text.")]
        public string? Name { get; init; }

        [Description("Architecture."), AllowedValues("x86_64", "arm64", "i386", "x86_64_mac", "arm64_mac")]
        public string? Architecture { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(
        string Id, string? Name, string State, string? Architecture, string? Platform, DateTime? CreatedAt, bool Public,
        string? DeregistrationProtection);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if (input.Name is null && input.Owners.Any(o => o is "amazon" or "aws-marketplace"))
            throw ToolException.InvalidInput(
                "These owners have tens of thousands of images.", "Give a name, for example al2023-ami-2023*.");

        // Of public images there are too many for a wider filter than the caller's own; their names are matched with their case, as EC2
        // does.
        var isOwn = input.Owners.All(o => o is "self");
        // EC2 sorts nothing, so the newest are known only when all are.
        var images = await Paging.AllAsync<Image>(async next =>
        {
            var answer = await ec2.DescribeImagesAsync(new()
            {
                Owners = [.. input.Owners],
                Filters =
                [
                    .. isOwn ? Ec2Tags.Like("name", input.Name) : Ec2Tags.Filter("name", input.Name),
                    .. Ec2Tags.Filter("architecture", input.Architecture),
                    .. Ec2Tags.Filters(input.Tags),
                ],
                // An own one that is disabled is there, and can be enabled again.
                IncludeDisabled = isOwn ? true : null,
                NextToken = next,
            }, ct);
            return (answer.Images, answer.NextToken);
        });
        return new([.. images.Where(i => !isOwn || NameFilter.Matches(i.Name, input.Name))
            .OrderByDescending(i => i.CreationDate, StringComparer.Ordinal).ThenBy(i => i.ImageId, StringComparer.Ordinal).Select(ToRow)]);
    }

    private static Row ToRow(Image i) => new(
        i.ImageId, i.Name, i.State, i.Architecture, i.PlatformDetails,
        DateTime.TryParse(i.CreationDate, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var at) ? at : null,
        i.Public == true,
        Ec2Resources.Protection(i));
}
