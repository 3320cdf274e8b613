using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class GetObjectTests : S3ToolTest
{
    private GetObjectRequest? sent;

    [Fact]
    public async Task Text_is_read_in_parts_that_never_cut_a_character()
    {
        var bytes = Encoding.UTF8.GetBytes("aé€z");
        HasObject(bytes.Length);

        // The range ends within é, and the next begins with it.
        Reads(bytes[..2]);
        var first = await RunAsync(GetObject.Tool, new { bucket = "web", key = "k", maxBytes = 2 });
        Reads(bytes[1..]);
        var second = await RunAsync(GetObject.Tool,
            new { bucket = "web", key = "k", offset = first.GetProperty("nextOffset").GetInt64(), maxBytes = 100 });

        Assert.Equal(("a", 1), (first.GetProperty("text").GetString(), first.GetProperty("nextOffset").GetInt64()));
        Assert.Equal((1, 100), (sent!.ByteRange.Start, sent.ByteRange.End));
        Assert.Equal("é€z", second.GetProperty("text").GetString());
        Assert.False(second.TryGetProperty("nextOffset", out _));
    }

    [Theory]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47 })]
    [InlineData(new byte[] { 0x61, 0x00, 0x62 })]
    public async Task Binary_is_told_and_not_shown(byte[] bytes)
    {
        HasObject(bytes.Length);
        Reads(bytes);

        var result = await RunAsync(GetObject.Tool, new { bucket = "web", key = "k" });

        Assert.False(result.TryGetProperty("text", out _));
        Assert.Equal("Binary content, not shown.", result.GetProperty("note").GetString());
        Assert.Equal((bytes.Length, "text/plain"), (result.GetProperty("size").GetInt64(), result.GetProperty("contentType").GetString()));
    }

    [Fact]
    public async Task An_empty_object_has_an_empty_text()
    {
        HasObject(0);
        Client.GetObjectAsync(default(GetObjectRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetObjectResponse>(Error("InvalidRange", HttpStatusCode.RequestedRangeNotSatisfiable)));

        Assert.Equal("", (await RunAsync(GetObject.Tool, new { bucket = "web", key = "k" })).GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_archived_object_shows_its_metadata()
    {
        HasObject(9);
        Client.GetObjectAsync(default(GetObjectRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetObjectResponse>(Error("InvalidObjectState", HttpStatusCode.Forbidden)));

        var result = await RunAsync(GetObject.Tool, new { bucket = "web", key = "k" });

        Assert.Equal(9, result.GetProperty("size").GetInt64());
        Assert.StartsWith("Archived", result.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_the_ACL_lets_in_is_told_on_request()
    {
        HasObject(1);
        Reads("a"u8.ToArray());
        Client.GetObjectAclAsync(default!, default).ReturnsForAnyArgs(new GetObjectAclResponse
        {
            Grants =
            [
                new() { Grantee = new() { URI = "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission = S3Permission.READ },
                new() { Grantee = new() { CanonicalUser = "abc" }, Permission = S3Permission.FULL_CONTROL },
            ],
        });

        var asked = await RunAsync(GetObject.Tool, new { bucket = "web", key = "k", versionId = "v", acl = true });
        Reads("a"u8.ToArray());
        var unasked = await RunAsync(GetObject.Tool, new { bucket = "web", key = "k" });

        Assert.Equal(["FULL_CONTROL to account abc", "READ to AllUsers"], asked.GetProperty("grants").EnumerateArray()
            .Select(g => g.GetString()));
        Assert.False(unasked.TryGetProperty("grants", out _));
        await Client.Received(1).GetObjectAclAsync(Arg.Is<GetObjectAclRequest>(r => r.Key == "k" && r.VersionId == "v"),
            Arg.Any<CancellationToken>());
    }

    private void Reads(byte[] bytes) =>
        Client.GetObjectAsync(Arg.Do<GetObjectRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new GetObjectResponse { ResponseStream = new MemoryStream(bytes) });
}
