using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>
/// One client for the buckets of all regions. S3 answers 301 for a bucket of another region, and the SDK does not follow it: here the
/// request is sent again to the region that the answer names, and the region is kept for the next request of that bucket. The region
/// of a request is held against the pinned ones below this, by the guard.
/// </summary>
public class BucketClients : DispatchProxy
{
    private static readonly ConcurrentDictionary<Type, MethodInfo> Senders = new();

    private readonly ConcurrentDictionary<string, string> regions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<IAmazonS3>> clients = new(StringComparer.Ordinal);
    private IAmazonS3 own = null!;
    private Func<string, IAmazonS3> make = null!;

    /// <summary>The client.</summary>
    /// <param name="own">That of the region of the call.</param>
    /// <param name="make">Makes one of another region.</param>
    public static IAmazonS3 Create(IAmazonS3 own, Func<string, IAmazonS3> make)
    {
        var client = Create<IAmazonS3, BucketClients>();
        var proxy = (BucketClients)(object)client;
        (proxy.own, proxy.make) = (own, make);
        return client;
    }

    /// <summary>Has its class made, which takes longer than all else that a client takes.</summary>
    public static void Prepare() => Create<IAmazonS3, BucketClients>();

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        if (args is not [AmazonWebServiceRequest request, ..] || method.ReturnType is not { IsGenericType: true } returned
            || returned.GetGenericTypeDefinition() != typeof(Task<>))
            return Call(own, method, args);
        Check(BucketOf(request));
        KeepSlash(request);
        var sender = Senders.GetOrAdd(returned.GenericTypeArguments[0],
            t => typeof(BucketClients).GetMethod(nameof(SendAsync), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(t));
        return Call(this, sender, [method, args]);
    }

    private async Task<T> SendAsync<T>(MethodInfo method, object?[] args)
    {
        var bucket = BucketOf(args[0]!);
        // A bucket that is created may have been in another region before; an endpoint of its own serves all regions.
        var known = bucket is null || args[0] is PutBucketRequest || own.Config.ServiceURL is not null ? null
            : regions.GetValueOrDefault(bucket);
        var body = (args[0] as PutObjectRequest)?.InputStream;
        var start = body?.Position;
        try
        {
            return Seen(bucket, args[0]!, await Ask(known));
        }
        catch (AmazonS3Exception e) when (bucket is not null && Elsewhere(e, known) is { } region)
        {
            regions[bucket] = region;
            if (body is not null) body.Position = start!.Value;
            return await Ask(region);
        }

        Task<T> Ask(string? region) => (Task<T>)Call(
            region is null ? own : clients.GetOrAdd(region, r => new(() => make(r))).Value, method, args)!;
    }

    private string? Elsewhere(AmazonS3Exception e, string? asked) =>
        e.StatusCode
            is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden
        && own.Config.ServiceURL is null && AwsErrors.BucketRegion(e) is { } region
            && region != (asked ?? own.Config.RegionEndpoint?.SystemName)
            ? region
            : null;

    private T Seen<T>(string? bucket, object request, T answer)
    {
        foreach (var listed in (answer as ListBucketsResponse)?.Buckets ?? [])
            if (listed.BucketRegion is { Length: > 0 } region) regions[listed.BucketName] = region;
        if (bucket is not null && request is PutBucketRequest or DeleteBucketRequest) regions.TryRemove(bucket, out _);
        return answer;
    }

    private static void Check(string? bucket)
    {
        if (bucket is null) return;
        if (bucket.EndsWith("--x-s3", StringComparison.Ordinal) || bucket.EndsWith("--xa-s3", StringComparison.Ordinal)
            || bucket.Contains(":s3express:", StringComparison.Ordinal))
            throw new ToolException(ToolErrorCode.NotSupported,
                $"{bucket} is a directory bucket (S3 Express One Zone), which is not supported here.",
                "Use 'aws s3api' for directory buckets; these tools work on general purpose buckets.");
        if (bucket.StartsWith("arn:", StringComparison.Ordinal)
            && bucket.Split(':') is not [_, _, "s3", { Length: > 0 }, { Length: > 0 }, ..])
            throw new ToolException(ToolErrorCode.NotSupported, $"{bucket} is not the ARN of an S3 access point of one region.",
                "Multi-Region, Object Lambda and Outposts access points are not supported; pass the bucket's name.");
    }

    /// <summary>
    /// Where the bucket is in the path, the SDK drops one slash in front of the key, and the request is about another object. One more
    /// makes up for it.
    /// </summary>
    private void KeepSlash(AmazonWebServiceRequest request)
    {
        var name = request is CopyObjectRequest ? nameof(CopyObjectRequest.DestinationKey) : "Key";
        if (request.GetType().GetProperty(name) is { CanWrite: true } property && property.GetValue(request) is string key
            && key.StartsWith('/') && IsPathStyle(request))
            property.SetValue(request, "/" + key);
    }

    private bool IsPathStyle(AmazonWebServiceRequest request) =>
        own.Config is AmazonS3Config { ForcePathStyle: true } || BucketOf(request) is { } bucket
            && new Uri(own.DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = bucket, Key = "k" }).URL)
                .AbsolutePath.Length > 1;

    private static string? BucketOf(object request) =>
        request.GetType().GetProperty(request is CopyObjectRequest ? nameof(CopyObjectRequest.DestinationBucket) : "BucketName")?.GetValue(
            request) as string;

    private static object? Call(object target, MethodInfo method, object?[]? args) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, args, null);
}
