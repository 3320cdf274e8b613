using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListInstanceProfilesTests : IamToolTest
{
    [Fact]
    public async Task Each_profile_is_a_row_with_its_role_if_it_has_one()
    {
        ListInstanceProfilesRequest? sent = null;
        Client.ListInstanceProfilesAsync(Arg.Do<ListInstanceProfilesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new ListInstanceProfilesResponse
            {
                InstanceProfiles =
                [
                    new()
                    {
                        InstanceProfileName = "web", Arn = "arn:aws:iam::123456789012:instance-profile/web",
                        Roles = [new() { RoleName = "web-role" }],
                    },
                    new() { InstanceProfileName = "empty", Arn = "arn:aws:iam::123456789012:instance-profile/empty" },
                ],
                IsTruncated = true,
                Marker = "more",
            });

        var page = await RunAsync(ListInstanceProfiles.Tool, new { limit = 2, cursor = "here" });

        Assert.Equal((2, "here"), (sent!.MaxItems, sent.Marker));
        Assert.Equal(
        [
            """{"name":"web","arn":"arn:aws:iam::123456789012:instance-profile/web","role":"web-role"}""",
            """{"name":"empty","arn":"arn:aws:iam::123456789012:instance-profile/empty"}""",
        ], page.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task A_marker_of_an_answer_that_is_not_cut_is_no_cursor()
    {
        Client.ListInstanceProfilesAsync(null, default).ReturnsForAnyArgs(new ListInstanceProfilesResponse { Marker = "stale" });
        Assert.Equal("""{"items":[],"complete":true}""", (await RunAsync(ListInstanceProfiles.Tool, new { })).GetRawText());
    }
}
