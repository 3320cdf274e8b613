using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>
/// s3_download_file (HeadObject, GetObject of ranges). It writes what somebody else may have stored to a path of this machine, so that a
/// person is asked, and no file is ever replaced (docs/decisions/0030).
/// </summary>
public static class DownloadFile
{
    private const long PartSize = 16 * 1024 * 1024;

    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "download_file", "Downloads an object to a new file of the server. To read text, use s3_get_object.", PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:GetBucketVersioning", "s3:GetBucketTagging",
            "kms:Decrypt>s3.amazonaws.com",
        ],
        examples: ["Save backup.sql.gz from bucket backups to /tmp/backup.sql.gz."]).With(deadline: TimeSpan.FromHours(12), person: true);

    public sealed record Input : ObjectInput
    {
        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("Full path of a file that does not exist yet."), LocalFile]
        public required string ToPath { get; init; }

        [Description("Version; the latest when left out.")]
        public string? VersionId { get; init; }
    }

    public sealed record Result(string Path, long Bytes, string ETag, string? VersionId);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (file, unknown) = (LocalFiles.New(input.ToPath), new Unknowns(context.Target));
        var reading = BucketFacts.ReadAsync(s3, input.Bucket, unknown, ct);
        var head = await HeadAsync(s3, input, ct);
        var what = S3Objects.Describe(input.Bucket, input.Key, head);
        var plan = new PlanBuilder($"Download {what} to {file.FullName}.")
            .Touch(S3Objects.ToResource(input.Bucket, input.Key, head, (await reading).Tags))
            .Create(file.FullName, "content", what)
            .Unknown(unknown.Notes);
        if (file.Exists || Directory.Exists(file.FullName)) plan.Obstacle(
            $"{file.FullName} exists, and no file is replaced: choose another path.");
        if (S3Objects.Archive(head) is { } archive)
            plan.Obstacle($"{what} is archived ({archive}): restore it first with s3_restore_objects.");
        return plan.NoUndo("The file stays until a person deletes it.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var file = LocalFiles.New(input.ToPath);
        if (file.Exists) throw ToolException.Conflict($"{file.FullName} exists, and no file is replaced.", "Choose another path.");
        var head = await HeadAsync(s3, input, ct);
        var length = head.Headers.ContentLength;
        var partial = $"{file.FullName}.{Guid.NewGuid():N}.part";
        try
        {
            using (var handle = File.OpenHandle(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
            {
                await new Transfer(length, PartSize).RunAsync(
                    (_, offset, size, token) => PartAsync(s3, input, head, handle, offset, size, token), context,
                        $"downloading {input.Key}", ct);
            }

            // Fails where a file of that name came meanwhile.
            File.Move(partial, file.FullName, overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.Unavailable, $"{file.FullName} could not be written: {e.Message}",
                "Check the folder, its rights and the space on the disk.", e);
        }
        finally
        {
            File.Delete(partial);
        }

        context.Done($"wrote {file.FullName}", created: file.FullName);
        return new(file.FullName, length, head.ETag, head.VersionId is "" or "null" ? null : head.VersionId);
    }

    private static async Task<GetObjectMetadataResponse> HeadAsync(IAmazonS3 s3, Input input, CancellationToken ct) =>
        await S3Objects.HeadAsync(s3, input.Bucket, input.Key, input.VersionId, input.RequesterPays, ct)
            ?? throw S3Objects.Missing(input.Bucket, input.Key, input.VersionId);

    private static async Task PartAsync(
        IAmazonS3 s3, Input input, GetObjectMetadataResponse head, Microsoft.Win32.SafeHandles.SafeFileHandle handle, long offset,
            long size,
        CancellationToken ct)
    {
        using var got = await s3.GetObjectAsync(new GetObjectRequest
        {
            BucketName = input.Bucket,
            Key = input.Key,
            VersionId = input.VersionId,
            ByteRange = new(offset, offset + size - 1),
            // All parts are of one content, or none is kept.
            EtagToMatch = head.ETag,
            RequestPayer = S3Objects.Payer(input.RequesterPays),
        }, ct);
        var (buffer, end) = (new byte[81920], offset + size);
        while (offset < end)
        {
            var read = await got.ResponseStream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - offset)), ct);
            if (read == 0)
            {
                throw new ToolException(ToolErrorCode.Unavailable, $"The content of {S3Objects.Uri(input.Bucket, input.Key)} ended early.",
                    "Nothing was written; repeat the call.");
            }

            await RandomAccess.WriteAsync(handle, buffer.AsMemory(0, read), offset, ct);
            offset += read;
        }
    }
}
