using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Sdk.Tests;

/// <summary>What the line <c>AwsService</c> of a project file becomes, with and without the official packages.</summary>
public sealed partial class AwsServiceReferenceTests
{
    private static readonly string[] StandIns =
    [
        "AWSSDK.AutoScaling", "AWSSDK.CloudFormation", "AWSSDK.CloudTrail", "AWSSDK.CloudWatch", "AWSSDK.ElasticLoadBalancingV2",
        "AWSSDK.IdentityManagement", "AWSSDK.Lambda", "AWSSDK.RDS", "AWSSDK.Route53", "AWSSDK.SecretsManager",
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
        Assert.Equal(official ? [] : StandIns, projects);
    }

    [Fact]
    public void A_plugin_names_services_and_neither_packages_nor_projects()
    {
        var projects = Directory.GetFiles(Path.Combine(TestFiles.RepositoryRoot, "Plugins"), "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(projects);
        Assert.All(projects, static path => Assert.DoesNotMatch(ClientReference(), File.ReadAllText(path)));
    }

    private static string[] Names(JsonNode items, string metadata, string? without = null) =>
        [.. items.AsArray().Select(item => (string)item![metadata]!)
            .Where(name => name.StartsWith("AWSSDK.", StringComparison.Ordinal) && name != without).Order(StringComparer.Ordinal)];

    private static async Task<JsonNode> EvaluateAsync(string project, bool official)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-getItem:PackageReference,ProjectReference", $"-p:OfficialAwsSdk={(official ? "true" : "false")}"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, text);
        return JsonNode.Parse(text)!;
    }

    [GeneratedRegex("(PackageReference|ProjectReference)[^>]*AWSSDK\\.")]
    private static partial Regex ClientReference();
}
