using Amazon.S3Control.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>Access points of buckets, which S3 Control lists by region.</summary>
internal static class AccessPoints
{
    /// <summary>All of a bucket.</summary>
    public static async Task<List<AccessPoint>> OfBucketAsync(S3Clients clients, string bucket, string region, CancellationToken ct)
    {
        var (account, control) = (await AccountBlock.IdAsync(clients, ct), clients.ControlIn?.Invoke(region) ?? clients.Control.Value);
        return await Paging.AllAsync<AccessPoint>(async token =>
        {
            var answer = await control.ListAccessPointsAsync(new() { AccountId = account, Bucket = bucket, NextToken = token }, ct);
            return (answer?.AccessPointList, answer?.NextToken);
        });
    }
}
