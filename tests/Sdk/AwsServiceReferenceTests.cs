using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Infra.Sdk.Tests;

/// <summary>What the line <c>AwsService</c> of a project file becomes, with and without the official packages.</summary>
public sealed class AwsServiceReferenceTests
{
    private static readonly string[] StandIns =
    [
        .. Directory.GetFiles(Path.Combine(TestFiles.RepositoryRoot, "Sdk"), "AWSSDK.*.csproj", SearchOption.AllDirectories)
            .Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
    ];

    private static readonly string[] AlwaysOfficial =
    [
        "AWSSDK.EC2", "AWSSDK.KeyManagementService", "AWSSDK.S3", "AWSSDK.SecurityToken", "AWSSDK.SimpleSystemsManagement", "AWSSDK.SQS",
        "AWSSDK.SSO", "AWSSDK.SSOOIDC",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_property_turns_every_stand_in_into_the_official_package(bool official)
    {
        // This project itself names every service that there is a line for.
        string project = Path.Combine(TestFiles.RepositoryRoot, "tests", "Sdk", "Infra.Sdk.Tests.csproj");
        var items = (await EvaluateAsync(project, official))["Items"]!;
        string[] packages = Names(items["PackageReference"]!, "Identity", "AWSSDK.Extensions.NETCore.Setup");
        string[] projects = Names(items["ProjectReference"]!, "Filename");
        Assert.Equal(AlwaysOfficial.Concat(official ? StandIns : []).Order(StringComparer.Ordinal), packages);
        Assert.NotEmpty(StandIns);
        Assert.Equal(official ? [] : StandIns, projects);
    }

    /// <summary>Such a reference would not follow the property.</summary>
    [Fact]
    public void No_plugin_refers_to_a_stand_in_by_itself()
    {
        var projects = Directory.GetFiles(Path.Combine(TestFiles.RepositoryRoot, "Plugins"), "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(projects);
        Assert.All(projects, static path =>
        {
            string text = File.ReadAllText(path);
            Assert.DoesNotContain(StandIns, name => text.Contains(name, StringComparison.Ordinal));
        });
    }

    private static string[] Names(JsonNode items, string metadata, string? without = null) =>
        [.. items.AsArray().Select(item => (string)item![metadata]!)
            .Where(name => name.StartsWith("AWSSDK.", StringComparison.Ordinal) && name != without).Order(StringComparer.Ordinal)];

    private static async Task<JsonNode> EvaluateAsync(string project, bool official)
    {
        var start = new ProcessStartInfo("dotnet",
            ["msbuild", project, "-getItem:PackageReference,ProjectReference", $"-p:OfficialAwsSdk={(official ? "true" : "false")}"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, text);
        return JsonNode.Parse(text)!;
    }
}
