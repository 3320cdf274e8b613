using System.Net;
using System.Text;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_upload_file and s3_download_file.</summary>
public sealed class TransferTests : S3ToolTest, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_small_file_is_one_request()
    {
        var path = Write("small.txt", 5);
        string? sent = null;
        Client.PutObjectAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            sent = new StreamReader(call.Arg<PutObjectRequest>().InputStream).ReadToEnd();
            return new PutObjectResponse { ETag = "\"e\"" };
        });

        var result = await RunAsync(UploadFile.Tool, new { bucket = "web", key = "k", path });

        Assert.Equal("xxxxx", sent);
        Assert.Equal(1, result.GetProperty("parts").GetInt32());
    }

    // The link is as long as the path in it, and older than what it leads to.
    [Fact]
    public async Task A_link_is_planned_and_sent_as_the_file_that_it_leads_to()
    {
        if (OperatingSystem.IsWindows()) return;
        var (file, link) = (Write("file.bin", 20 * 1024 * 1024), Path.Combine(folder, "link.bin"));
        File.CreateSymbolicLink(link, "file.bin");
        Begun();
        Client.UploadPartAsync(default!, default).ReturnsForAnyArgs(call =>
            new UploadPartResponse { ETag = $"\"{call.Arg<UploadPartRequest>().PartNumber}\"", ChecksumCRC32 = "c" });
        Client.CompleteMultipartUploadAsync(default!, default)
            .ReturnsForAnyArgs(new CompleteMultipartUploadResponse { ETag = "\"all\"" });

        Assert.Equal(3, (await RunAsync(UploadFile.Tool, new { bucket = "web", key = "k", path = link })).GetProperty("parts").GetInt32());
        Assert.Contains(file, (await PlanAsync(UploadFile.Tool, new { bucket = "web", key = "k", path = link })).Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_file_goes_in_parts_and_the_progress_grows_to_its_size()
    {
        var path = Write("large.bin", 20 * 1024 * 1024);
        Begun();
        Client.UploadPartAsync(default!, default).ReturnsForAnyArgs(call =>
            new UploadPartResponse { ETag = $"\"{call.Arg<UploadPartRequest>().PartNumber}\"", ChecksumCRC32 = "c" });
        CompleteMultipartUploadRequest? sent = null;
        Client.CompleteMultipartUploadAsync(Arg.Do<CompleteMultipartUploadRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CompleteMultipartUploadResponse { ETag = "\"all\"" });

        var result = await RunAsync(UploadFile.Tool, new { bucket = "web", key = "k", path });

        Assert.Equal([(1, "\"1\""), (2, "\"2\""), (3, "\"3\"")], sent!.PartETags.Select(p => (p.PartNumber!.Value, p.ETag)));
        Assert.Equal("*", sent.IfNoneMatch);
        Assert.Equal(20 * 1024 * 1024, Progress[^1].Done);
        Assert.Equal(Progress.Select(p => p.Done).Order(), Progress.Select(p => p.Done));
        Assert.Equal(3, result.GetProperty("parts").GetInt32());
    }

    [Fact]
    public async Task An_upload_that_fails_leaves_no_parts_behind()
    {
        var path = Write("large.bin", 20 * 1024 * 1024);
        Begun();
        Client.UploadPartAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<UploadPartResponse>(Error("AccessDenied", HttpStatusCode.Forbidden)));

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(UploadFile.Tool, new { bucket = "web", key = "k", path }));

        await Client.Received().AbortMultipartUploadAsync(Arg.Is<AbortMultipartUploadRequest>(r => r.UploadId == "u"),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Parts_that_could_not_be_removed_are_told()
    {
        var path = Write("large.bin", 20 * 1024 * 1024);
        Begun();
        Client.UploadPartAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<UploadPartResponse>(Error("AccessDenied", HttpStatusCode.Forbidden)));
        Client.AbortMultipartUploadAsync(default(AbortMultipartUploadRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<AbortMultipartUploadResponse>(Error("AccessDenied", HttpStatusCode.Forbidden)));
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(UploadFile.Tool, new { bucket = "web", key = "k", path }, context));

        Assert.StartsWith("left an unfinished upload of s3://web/k", Assert.Single(context.Steps).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(17L * 1024 * 1024, 8)]
    [InlineData(100L * 1024 * 1024 * 1024, 11)]
    [InlineData(5L * 1024 * 1024 * 1024 * 1024, 525)]
    public void No_file_has_more_parts_than_S3_takes(long length, long mebibytes) =>
        Assert.Equal(mebibytes, UploadFile.PartSize(length) / 1024 / 1024);

    [Fact]
    public async Task A_download_is_one_content_in_a_new_file()
    {
        HasObject(4);
        GetObjectRequest? sent = null;
        Client.GetObjectAsync(Arg.Do<GetObjectRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(_ => new GetObjectResponse { ResponseStream = new MemoryStream(Encoding.UTF8.GetBytes("data")) });
        var toPath = Path.Combine(folder, "out.txt");

        await RunAsync(DownloadFile.Tool, new { bucket = "web", key = "k", toPath });

        Assert.Equal("data", await File.ReadAllTextAsync(toPath));
        Assert.Equal("\"e\"", sent!.EtagToMatch);
        Assert.Equal([toPath], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_content_that_ends_early_leaves_no_file()
    {
        HasObject(4);
        Client.GetObjectAsync(default(GetObjectRequest)!, default)
            .ReturnsForAnyArgs(_ => new GetObjectResponse { ResponseStream = new MemoryStream(Encoding.UTF8.GetBytes("da")) });

        await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(DownloadFile.Tool, new { bucket = "web", key = "k", toPath = Path.Combine(folder, "out.txt") }));

        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task No_file_is_replaced_and_no_path_is_guessed()
    {
        HasObject(4);
        var path = Write("there.txt", 1);

        var plan = await PlanAsync(DownloadFile.Tool, new { bucket = "web", key = "k", toPath = path });

        Assert.Contains("exists, and no file is replaced", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ToolException>(() => RunAsync(DownloadFile.Tool, new { bucket = "web", key = "k", toPath = path }));
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(DownloadFile.Tool, new { bucket = "web", key = "k", toPath = "there.txt" }))).Code);
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(UploadFile.Tool, new { bucket = "web", key = "k", path = Path.Combine(folder, "none") }))).Code);
    }

    private void Begun() => Client.InitiateMultipartUploadAsync(default(InitiateMultipartUploadRequest)!, default)
        .ReturnsForAnyArgs(new InitiateMultipartUploadResponse { UploadId = "u" });

    private string Write(string name, int bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)'x', bytes)]);
        return path;
    }
}
