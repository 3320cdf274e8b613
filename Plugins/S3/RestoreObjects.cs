using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_restore_objects (HeadObject, RestoreObject): a copy of an archived object that can be read for some days.</summary>
public static class RestoreObjects
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "restore_objects", "Restores archived objects for some days, which takes minutes to two days; s3_get_object tells when it is done.",
        PlanAsync, RunAsync,
        iam: ["s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:RestoreObject"],
        examples: ["Bring back backups/2024.tar from Glacier for a week."],
        idempotent: true);

    public sealed record Input : ObjectInput
    {
        [Description("Whole keys."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> Keys { get; init; }

        [Description("Version of the one key.")]
        public string? VersionId { get; init; }

        [Description("Days until the copy goes; more for a restored one extends it."), Range(1, 36500)]
        public int Days { get; init; } = 7;

        [Description("Speed and price: minutes, hours, half a day or more."), AllowedValues("Expedited", "Standard", "Bulk")]
        public string Tier { get; init; } = "Standard";
    }

    public sealed record Result(IReadOnlyList<string> Requested);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (keys, unknown) = (Keys(input), new Unknowns(context.Target));
        var reading = BucketFacts.ReadAsync(s3, input.Bucket, unknown, ct);
        var heads = await keys.AskAsync(async (key, t) =>
            await S3Objects.HeadAsync(s3, input.Bucket, key, input.VersionId, input.RequesterPays, t)
            ?? throw S3Objects.Missing(input.Bucket, key, input.VersionId), ct);
        var facts = await reading;
        var plan = new PlanBuilder($"Restore {keys.Count} object(s) of {input.Bucket} for {input.Days} day(s), {input.Tier}.")
            .Unknown(unknown.Notes);
        foreach (var (key, head) in keys.Zip(heads))
        {
            var what = S3Objects.Describe(input.Bucket, key, head);
            plan.Touch(S3Objects.ToResource(input.Bucket, key, head, facts.Tags))
                .Change(what, "readable copy", Copy(head),
                    IsTiered(head) ? "for good, once restored" : $"for {input.Days} day(s) once restored", Duration(head, input.Tier))
                .Obstacle(Obstacle(what, head, input.Tier));
        }

        return plan.Warn("Retrieval and the copy's storage are billed, by size and tier.")
            .NoUndo("A restore cannot be stopped; the copy goes by itself.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        List<string> requested = [];
        foreach (var key in Keys(input))
        {
            var head = await S3Objects.HeadAsync(s3, input.Bucket, key, input.VersionId, input.RequesterPays, ct)
                ?? throw S3Objects.Missing(input.Bucket, key, input.VersionId);
            await s3.RestoreObjectAsync(new RestoreObjectRequest
            {
                BucketName = input.Bucket,
                Key = key,
                VersionId = input.VersionId,
                // What Intelligent-Tiering archived comes back for good, and takes no days.
                Days = IsTiered(head) ? null : input.Days,
                RetrievalTier = input.Tier,
                RequestPayer = S3Objects.Payer(input.RequesterPays),
            }, ct);
            context.Done($"asked for the restore of {S3Objects.Uri(input.Bucket, key)}");
            requested.Add(S3Objects.Uri(input.Bucket, key));
        }

        return new(requested);
    }

    private static IReadOnlyList<string> Keys(Input input) =>
        input.VersionId is null || input.Keys.Count == 1
            ? [.. input.Keys.Distinct(StringComparer.Ordinal)]
            : throw ToolException.InvalidInput("A version belongs to one key.", "Pass one key with versionId, or leave versionId out.");

    private static bool IsTiered(GetObjectMetadataResponse head) => head.StorageClass?.Value is "INTELLIGENT_TIERING";

    private static bool IsDeep(GetObjectMetadataResponse head) =>
        head.StorageClass?.Value is "DEEP_ARCHIVE" || head.ArchiveStatus?.Value is "DEEP_ARCHIVE_ACCESS";

    private static string Copy(GetObjectMetadataResponse head) => head switch
    {
        { RestoreInProgress: true } => "being restored",
        { RestoreExpiration: { } until } => $"until {PlanBuilder.Text(until)}",
        _ => "none",
    };

    private static string Duration(GetObjectMetadataResponse head, string tier) => (IsDeep(head), tier) switch
    {
        (true, "Bulk") => "within 48 hours",
        (true, _) => "within 12 hours",
        (false, "Expedited") => "in 1 to 5 minutes, up to 250 MB and where AWS has capacity",
        (false, "Bulk") => "in 5 to 12 hours",
        _ => "in 3 to 5 hours",
    };

    private static string? Obstacle(string what, GetObjectMetadataResponse head, string tier) => head switch
    {
        { RestoreInProgress: true } => $"{what} is being restored already.",
        _ when head.StorageClass?.Value is not ("GLACIER" or "DEEP_ARCHIVE") && !(IsTiered(head) && head.ArchiveStatus is not null) =>
            $"{what} is not archived ({head.StorageClass?.Value ?? "STANDARD"}): it can be read as it is.",
        _ when IsDeep(head) && tier == "Expedited" => $"{what} is in Deep Archive, which has no Expedited tier.",
        _ => null,
    };
}
