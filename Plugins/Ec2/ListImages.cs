using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;

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

        [Description("Image name; * matches any text.")]
        public string? Name { get; init; }

        [Description("Architecture."), AllowedValues("x86_64", "arm64")]
        public string? Architecture { get; init; }

        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Id, string? Name, string State, string? Architecture, string? Platform, DateTime? CreatedAt, bool Public);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if (input.Name is null && input.Owners.Any(o => o is "amazon" or "aws-marketplace"))
            throw new ToolException(ToolErrorCode.InvalidInput, "These owners have tens of thousands of images.", "Give a name, for example al2023-ami-2023*.");

        // EC2 sorts nothing, so the newest are known only when all are: this call does not page.
        var answer = await ec2.DescribeImagesAsync(new()
        {
            Owners = [.. input.Owners],
            Filters = [.. Ec2Tags.Filter("name", input.Name), .. Ec2Tags.Filter("architecture", input.Architecture), .. Ec2Tags.Filters(input.Tags)],
        }, ct);
        return new([.. (answer.Images ?? []).OrderByDescending(i => i.CreationDate, StringComparer.Ordinal).ThenBy(i => i.ImageId, StringComparer.Ordinal).Select(ToRow)]);
    }

    private static Row ToRow(Image i) => new(
        i.ImageId, i.Name, i.State, i.Architecture, i.PlatformDetails,
        DateTime.TryParse(i.CreationDate, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var at) ? at : null, i.Public == true);
}
