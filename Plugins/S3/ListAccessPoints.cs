using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3Control.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_list_access_points (GetCallerIdentity; ListAccessPoints of S3 Control, in the region of the bucket).</summary>
public static class ListAccessPoints
{
    public static readonly AwsTool<S3Clients> Tool = AwsTool<S3Clients>.Read<Input, Page<Row>>(
        "list_access_points", "Lists S3 access points. Pass an ARN as bucket to s3_list_objects.", RunAsync,
        iam: ["sts:GetCallerIdentity", "s3:ListAccessPoints", "s3:GetBucketLocation"],
        examples: ["Through which access points is bucket data reached?"]);

    public sealed record Input : PageInput
    {
        [Description("Bucket."), RegularExpression(BucketInput.Pattern)]
        public string? Bucket { get; init; }
    }

    /// <param name="Alias">Names it where a bucket's name is expected.</param>
    /// <param name="VpcId">The VPC that it can be reached from alone; absent where it can be from the internet.</param>
    public sealed record Row(string Name, string Bucket, string? BucketAccount, string Arn, string? Alias, string? VpcId);

    public static async Task<Page<Row>> RunAsync(S3Clients clients, Input input, CancellationToken ct)
    {
        if (input.Bucket is { } bucket)
        {
            var all = await AccessPoints.OfBucketAsync(clients, bucket, await BucketParts.RegionAsync(clients.S3, bucket, ct), ct);
            return new([.. all.OrderBy(p => p.Name, StringComparer.Ordinal).Select(ToRow)]);
        }

        var answer = await clients.Control.Value.ListAccessPointsAsync(
            new()
            {
                AccountId = await AccountBlock.IdAsync(clients, ct),
                MaxResults = input.Limit,
                NextToken = input.Cursor,
            }, ct);
        return new([.. (answer.AccessPointList ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(AccessPoint p) =>
        new(p.Name, p.Bucket, p.BucketAccountId, p.AccessPointArn, p.Alias, p.VpcConfiguration?.VpcId);
}
