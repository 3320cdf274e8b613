using System.Net;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.Targets;

namespace Infra.Core.State;

/// <summary>A place in S3.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">Without slashes at its ends; empty for the whole bucket.</param>
internal sealed partial record BucketPlace(string Bucket, string Prefix)
{
    /// <summary>Reads <c>s3://bucket/prefix</c>; null when it is something else.</summary>
    public static BucketPlace? Parse(string text) =>
        Form().Match(text) is { Success: true } match ? new(match.Groups["bucket"].Value, match.Groups["prefix"].Value) : null;

    /// <inheritdoc/>
    public override string ToString() => $"s3://{Bucket}{(Prefix.Length > 0 ? $"/{Prefix}" : "")}";

    public string KeyOf(string name) => Prefix.Length > 0 ? $"{Prefix}/{name}" : name;

    // Of general purpose buckets; a prefix of characters that need no quoting anywhere.
    [GeneratedRegex("^s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/+(?<prefix>[A-Za-z0-9!_.()=-][A-Za-z0-9!_.()=/-]*?))?/*$")]
    private static partial Regex Form();
}

/// <summary>
/// The bucket that the inventory's history is kept in. Its requests are the host's own and no tool's: through a client of its own, with
/// credentials of its own, bounded to the operations below and, by the policy that 'infra policy' prints, to the place. An object that is
/// there is written over with the same content.
/// </summary>
internal sealed class HistoryBucket : IDisposable
{
    /// <summary>All that is asked for.</summary>
    public static readonly string[] Operations = ["S3 HeadBucket", "S3 PutObject"];

    private static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(1);

    private readonly BucketPlace place;
    private readonly CallCredentials keys;
    private AwsTarget target;
    private AmazonS3Client client;

    public HistoryBucket(BucketPlace place, AwsSettings aws)
    {
        AwsGuard.Install();
        this.place = place;
        target = new(aws.Profile, Partitions.HomeRegion(new(aws.Profile, aws.Region)) ?? "us-east-1", aws.EndpointUrl);
        keys = new Credentials().For(target);
        client = Client(target);
    }

    /// <summary>Sees whether the bucket is there, and in which region, before anything is read for it.</summary>
    /// <exception cref="ToolException">It does not exist, or AWS cannot be asked.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        try
        {
            await AskAsync(c => c.HeadBucketAsync(new() { BucketName = place.Bucket }, cancellation)).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound)
        {
            throw new ToolException(ToolErrorCode.NotFound, $"There is no bucket {place.Bucket}.",
                $"Make it first, private and encrypted: 'infra create s3 {place.Bucket}'.", e);
        }
        catch (AmazonS3Exception e) when (target.EndpointUrl is null && AwsErrors.BucketRegion(e) is { } region && region != target.Region)
        {
            client.Dispose();
            target = target with { Region = region };
            client = Client(target);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden)
        {
            // Whoever may write need not be allowed to look; the first object tells.
        }
        catch (Exception e) when (Why(e) is { } why)
        {
            throw why;
        }
    }

    /// <summary>Writes a file as an object.</summary>
    /// <exception cref="ToolException">It could not be written; the object is as it was.</exception>
    public async Task PutAsync(RowFile file, CancellationToken cancellation)
    {
        try
        {
            await AskAsync(c => c.PutObjectAsync(new PutObjectRequest
            {
                BucketName = place.Bucket,
                Key = place.KeyOf(file.Name),
                FilePath = file.Path,
                ContentType = "application/vnd.apache.parquet",
            }, cancellation)).ConfigureAwait(false);
        }
        catch (Exception e) when (Why(e) is { } why)
        {
            throw why;
        }
    }

    public void Dispose() => client.Dispose();

    private static AmazonS3Client Client(AwsTarget target)
    {
        var config = target.Configure<AmazonS3Config>();
        (config.Timeout, config.MaxErrorRetry, config.ForcePathStyle) = (LongestRequest, 4, config.ServiceURL is not null);
        return new(config);
    }

    private async Task<T> AskAsync<T>(Func<AmazonS3Client, Task<T>> ask)
    {
        using var entered = keys.Enter();
        using var scope = CallScope.Host(Operations);
        return await ask(client).ConfigureAwait(false);
    }

    private ToolException? Why(Exception e) => e is OperationCanceledException ? null
        : e as ToolException ?? AwsErrors.Translate(e, target);
}
