using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>Amazon S3. Sources are the operation's documentation in botocore 1.43.11 (model s3) where nothing else is said.</summary>
internal static class S3Rules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        // CreateBucketConfiguration.LocationConstraint: without it the bucket is in us-east-1, which another region's endpoint refuses.
        new("A bucket is made by the endpoint of its region", "s3", "CreateBucket")
        {
            Refuses = call => (Location(call), call.Region) switch
            {
                (null, "us-east-1") => null,
                (null, _) => new("IllegalLocationConstraintException",
                    "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to."),
                ("us-east-1", _) => new("InvalidLocationConstraint", "The specified location-constraint is not valid"),
                ("EU", "eu-west-1") or (_, "us-east-1") => null,
                var (location, region) => location == region ? null
                    : new("IllegalLocationConstraintException",
                        $"The {location} location constraint is incompatible for the region specific endpoint this request was sent to."),
            },
            // EU is the old name of eu-west-1, which the emulator does not know.
            Changes = (call, _) =>
            {
                if (Location(call) != "EU") return Task.FromResult(Change.None);
                call.RewriteBody(call.Http.Text.Replace(">EU<", ">eu-west-1<", StringComparison.Ordinal));
                return Task.FromResult(Change.Made);
            },
        },
        // BucketAlreadyOwnedByYou: "in us-east-1 [...] S3 returns 200 OK and resets the bucket access control lists (ACLs)".
        new("To create one's own bucket again in us-east-1 resets its ACL", "s3", "CreateBucket")
        {
            Changes = async (call, backend) =>
            {
                if (call.Region != "us-east-1" || Location(call) is not null ||
                    call.Http.Header("x-amz-acl") is not null) return Change.None;
                var bucket = call.Text("Bucket");
                var head = await backend.SendAsync(call.Http with { Method = "HEAD", Url = $"/{bucket}", Body = [] });
                if (!head.Ok) return Change.None;
                var headers = new Dictionary<string, string>(call.Http.Headers) { ["x-amz-acl"] = "private" };
                await backend.SendAsync(new("PUT", $"/{bucket}?acl", headers, []));
                return Change.Made;
            },
        },
        // DeleteObjects and the bucket settings: "the Content-MD5 request header is required", or a checksum of the newer kind.
        new("A body of settings carries its checksum", "s3", "DeleteObjects", "PutBucketLifecycleConfiguration", "PutBucketPolicy",
            "PutBucketTagging", "PutPublicAccessBlock")
        {
            Refuses = call => call.Http.Headers.Keys.Any(h => h == "content-md5" ||
                h.StartsWith("x-amz-checksum-", StringComparison.Ordinal) || h == "x-amz-trailer")
                ? null
                : new("InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*"),
        },
        // LifecycleRule: Filter or, "deprecated", Prefix; aws/aws-sdk-ruby#1653.
        new("Lifecycle rules are all of one version", "s3", "PutBucketLifecycleConfiguration")
        {
            Refuses = call => Call.ObjectsOf(call.Input["LifecycleConfiguration"]?["Rules"]) is var rules
                && rules.Any(r => r["Filter"] is not null) && rules.Any(r => r["Filter"] is null)
                    ? new("InvalidRequest", "Filter element can only be used in Lifecycle V2.") : null,
        },
        // "Bucket naming rules".
        new("A bucket has a name that is allowed", "s3", "CreateBucket")
        {
            Refuses = call => System.Text.RegularExpressions.Regex.IsMatch(call.Text("Bucket") ?? "",
                @"\A(?!xn--|sthree-|\d+\.\d+\.\d+\.\d+\z)(?!.*(\.\.|-s3alias\z|--ol-s3\z))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")
                ? null
                : new("InvalidBucketName", "The specified bucket is not valid."),
        },
        // "Cost allocation S3 bucket tags": at most 50, none that begins with aws:.
        new("No tag begins with aws:", "s3", "PutBucketTagging", "PutObjectTagging")
        {
            Refuses = call => Call.ObjectsOf(call.Input["Tagging"]?["TagSet"]) is var tags &&
                (tags.Count > 50 || tags.Any(t => t["Key"]?.ToString().StartsWith("aws:", StringComparison.Ordinal) is true))
                ? new("InvalidTag", "System tags cannot be added/updated by requester")
                : null,
        },
    ];

    private static string? Location(Call call) =>
        call.Input["CreateBucketConfiguration"]?["LocationConstraint"]?.ToString() is { Length: > 0 } location ? location : null;
}
