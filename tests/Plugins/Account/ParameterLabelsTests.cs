using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Account;

/// <summary>account_set_parameter_labels, account_list_parameter_versions and account_list_parameter_values.</summary>
public sealed class ParameterLabelsTests : ParametersTest
{
    public ParameterLabelsTests() => Ssm.GetParameterHistoryAsync(default!, default).ReturnsForAnyArgs(new GetParameterHistoryResponse
    {
        Parameters =
        [
            new() { Name = "/shop/key", Type = "String", Version = 1, Value = "secret-1", Labels = ["old"] },
            new() { Name = "/shop/key", Type = "String", Version = 2, Value = "secret-2", Labels = ["live"],
                LastModifiedUser = "arn:aws:iam::1:user/ann" },
            new() { Name = "/shop/key", Type = "String", Version = 3, Value = "secret-3" },
        ],
    });

    [Fact]
    public async Task Versions_are_listed_without_values()
    {
        var page = await RunAsync(ListParameterVersions.Tool, new { name = "/shop/key" });

        Assert.Equal("""{"version":2,"type":"String","changedBy":"arn:aws:iam::1:user/ann","labels":["live"]}""",
            page.GetProperty("items")[1].GetRawText());
        Assert.DoesNotContain("secret", page.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_moves_and_the_plan_says_from_where_and_how_it_comes_back()
    {
        Ssm.LabelParameterVersionAsync(default!, default).ReturnsForAnyArgs(new LabelParameterVersionResponse());
        var arguments = new { name = "/shop/key", version = 3, labels = new[] { "live" } };

        var plan = await PlanAsync(SetParameterLabels.Tool, arguments);
        var result = await RunAsync(SetParameterLabels.Tool, arguments);

        Assert.Equal(["/shop/key:3: labels: none -> live; what reads the parameter by a label gets another version",
            "/shop/key:2: labels: live -> none"],
            Lines(plan).Where(l => l.StartsWith("/shop", StringComparison.Ordinal)));
        Assert.Equal("""{"name":"/shop/key","version":2,"labels":["live"],"removeLabels":[]}""", plan.Undo!.Arguments.GetRawText());
        Assert.Equal("""{"name":"/shop/key","version":3,"labels":["live"]}""", result.GetRawText());
    }

    [Fact]
    public async Task A_label_is_taken_off_before_others_are_set()
    {
        Ssm.LabelParameterVersionAsync(default!, default).ReturnsForAnyArgs(new LabelParameterVersionResponse());

        await RunAsync(SetParameterLabels.Tool, new
        {
            name = "/shop/key",
            version = 2,
            labels = new[] { "next" },
            removeLabels = new[] { "live" }
        });

        Received.InOrder(() =>
        {
            Ssm.UnlabelParameterVersionAsync(Arg.Is<UnlabelParameterVersionRequest>(r => r.Labels.Single() == "live"),
                Arg.Any<CancellationToken>());
            Ssm.LabelParameterVersionAsync(Arg.Is<LabelParameterVersionRequest>(r => r.Labels.Single() == "next"),
                Arg.Any<CancellationToken>());
        });
    }

    // SSM answers with success and a list of what it did not take.
    [Fact]
    public async Task A_label_that_SSM_does_not_take_is_an_error()
    {
        Ssm.LabelParameterVersionAsync(default!, default).ReturnsForAnyArgs(new LabelParameterVersionResponse { InvalidLabels = ["1st"] });
        var arguments = new { name = "/shop/key", version = 3, labels = new[] { "1st" } };

        Assert.Single((await PlanAsync(SetParameterLabels.Tool, arguments)).Obstacles);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(SetParameterLabels.Tool, arguments))).Code);
    }

    [Theory]
    [InlineData(9, "none")]
    [InlineData(3, "live")]
    public async Task A_version_or_label_that_is_not_there_is_not_found(int version, string label)
    {
        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(SetParameterLabels.Tool, new { name = "/shop/key", version, removeLabels = new[] { label } }));

        Assert.Equal(ToolErrorCode.NotFound, refused.Code);
    }

    [Fact]
    public async Task Values_below_a_path_come_decrypted_only_when_asked()
    {
        Ssm.GetParametersByPathAsync(default!, default).ReturnsForAnyArgs(new GetParametersByPathResponse
        {
            Parameters = [new() { Name = "/shop/a", Type = ParameterType.String, Value = "1" },
                new() { Name = "/shop/b", Type = ParameterType.SecureString, Value = "cipher" }],
        });

        var page = await RunAsync(ListParameterValues.Tool, new { path = "/shop", label = "live" });

        Assert.Equal(["1", null], page.GetProperty("items").EnumerateArray().Select(i =>
            i.TryGetProperty("value", out var v) ? v.GetString() : null));
        await Ssm.Received().GetParametersByPathAsync(Arg.Is<GetParametersByPathRequest>(r => r.WithDecryption == false
            && r.ParameterFilters.Single().Key == "Label"), Arg.Any<CancellationToken>());
    }
}
