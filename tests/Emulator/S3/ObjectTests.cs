using System.Text.Json;

namespace Infra.Emulator.S3;

public sealed class ObjectTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CallAsync("s3_create_bucket", new { bucket = "docs", versioning = true });
    }

    [Fact]
    public async Task Text_is_written_and_read_in_parts()
    {
        await CallAsync("s3_put_object",
            new { bucket = "docs", key = "a b/ü.json", content = """{"é":1}""", metadata = new { by = "me" }, tags = new { t = "1" } });

        var first = await CallAsync("s3_get_object", new { bucket = "docs", key = "a b/ü.json", maxBytes = 3 });
        var rest = await CallAsync("s3_get_object",
            new { bucket = "docs", key = "a b/ü.json", offset = first.GetProperty("nextOffset").GetInt64() });

        Assert.Equal("""{"é":1}""", first.GetProperty("text").GetString() + rest.GetProperty("text").GetString());
        Assert.Equal((8, "application/json", "me"),
            (first.GetProperty("size").GetInt32(), first.GetProperty("contentType").GetString(), first.GetProperty("metadata")
                .GetProperty("by").GetString()));
    }

    [Fact]
    public async Task Binary_and_empty_objects_are_told_for_what_they_are()
    {
        await CallAsync("s3_put_object", new { bucket = "docs", key = "x.png", content = "iVBORw0KGgo=", base64 = true });
        await CallAsync("s3_put_object", new { bucket = "docs", key = "empty", content = "" });

        var png = await CallAsync("s3_get_object", new { bucket = "docs", key = "x.png" });

        Assert.Equal(("image/png", "Binary content, not shown."),
            (png.GetProperty("contentType").GetString(), png.GetProperty("note").GetString()));
        Assert.Equal("", (await CallAsync("s3_get_object", new { bucket = "docs", key = "empty" })).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_missing_object_is_not_found_with_what_AWS_says()
    {
        var error = await FailAsync("s3_get_object", new { bucket = "docs", key = "none" });

        Assert.Equal(("NotFound", "NoSuchKey"), (error.GetProperty("code").GetString(), error.GetProperty("awsErrorCode").GetString()));
    }

    [Fact]
    public async Task Objects_are_listed_by_page_by_folder_and_by_age()
    {
        foreach (var key in new[] { "2026/a", "2026/b", "readme" }) await CallAsync("s3_put_object",
            new { bucket = "docs", key, content = key });

        var first = await CallAsync("s3_list_objects", new { bucket = "docs", limit = 2 });
        var second = await CallAsync("s3_list_objects",
            new { bucket = "docs", limit = 2, cursor = first.GetProperty("nextCursor").GetString() });
        var folders = await CallAsync("s3_list_objects", new { bucket = "docs", delimiter = "/" });
        var newest = await CallAsync("s3_list_objects", new { bucket = "docs", newest = true });

        Assert.Equal(["2026/a", "2026/b", "readme"], Keys(first).Concat(Keys(second)));
        Assert.True(second.GetProperty("complete").GetBoolean());
        Assert.Equal(["2026/", "readme"], Keys(folders));
        Assert.True(folders.GetProperty("items")[0].GetProperty("folder").GetBoolean());
        Assert.Equal(3, Keys(newest).Count());
    }

    [Fact]
    public async Task Nothing_is_replaced_unless_asked_and_an_old_version_comes_back_by_a_copy()
    {
        var old = await CallAsync("s3_put_object", new { bucket = "docs", key = "a", content = "old" });
        var refused = await FailAsync("s3_put_object", new { bucket = "docs", key = "a", content = "new" });
        await CallAsync("s3_put_object", new { bucket = "docs", key = "a", content = "new", overwrite = true });
        await CallAsync("s3_copy_object", new
        {
            sourceBucket = "docs",
            sourceKey = "a",
            sourceVersionId = old.GetProperty("versionId").GetString(),
            bucket = "docs",
            key = "a",
            overwrite = true,
        });

        var page = await CallAsync("s3_list_object_versions", new { bucket = "docs", limit = 2 });
        var rest = await CallAsync("s3_list_object_versions", new { bucket = "docs", cursor = page.GetProperty("nextCursor").GetString() });

        Assert.Equal("Conflict", refused.GetProperty("code").GetString());
        Assert.Equal("old", (await CallAsync("s3_get_object", new { bucket = "docs", key = "a" })).GetProperty("text").GetString());
        Assert.Equal(3, page.GetProperty("items").GetArrayLength() + rest.GetProperty("items").GetArrayLength());
        Assert.True(page.GetProperty("items")[0].GetProperty("latest").GetBoolean());
    }

    [Fact]
    public async Task A_deleted_object_comes_back_when_its_delete_marker_goes()
    {
        await CallAsync("s3_put_object", new { bucket = "docs", key = "a", content = "here" });

        var deleted = await ConfirmAsync("s3_delete_objects", new { bucket = "docs", keys = new[] { "a" } });
        var marker = deleted.GetProperty("deleted")[0].GetProperty("deleteMarker").GetString();
        Assert.Equal("NotFound", (await FailAsync("s3_get_object", new { bucket = "docs", key = "a" })).GetProperty("code").GetString());
        await ConfirmAsync("s3_delete_objects", new { bucket = "docs", keys = new[] { "a" }, versionId = marker });

        Assert.Equal("here", (await CallAsync("s3_get_object", new { bucket = "docs", key = "a" })).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_link_works_without_credentials_in_both_directions()
    {
        using var http = new HttpClient();
        var up = await CallAsync("s3_presign_url", new { bucket = "docs", key = "x y", method = "put" });
        (await http.PutAsync(up.GetProperty("url").GetString(), new ByteArrayContent("sent"u8.ToArray()))).EnsureSuccessStatusCode();

        var down = await CallAsync("s3_presign_url", new { bucket = "docs", key = "x y", minutes = 5 });

        Assert.Equal("sent", await http.GetStringAsync(down.GetProperty("url").GetString()));
        Assert.StartsWith($"{Wire.Url}docs/x%20y?", down.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Keys(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("key").GetString());
}
