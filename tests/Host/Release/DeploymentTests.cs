using System.Text.Json;
using System.Text.RegularExpressions;
using Infra.Core.Docs;
using Infra.Core.Settings;

namespace Infra.Core.Release;

/// <summary>What deploy/ says of the server is what this server is; tests/full/deploy makes and renders it.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string Usual = Path.Combine(Markdown.Root, "plugins.json");

    public static TheoryData<string> Files =>
    [
        .. Directory.GetFiles(Path.Combine(Markdown.Root, "deploy"), "plugins.json", SearchOption.AllDirectories)
            .Append(Path.Combine(Markdown.Root, "deploy/helm/infra/values.yaml"))
            .Select(f => Path.GetRelativePath(Markdown.Root, f).Replace('\\', '/')),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_deployment_has_all_plugins(string file) => Assert.Equal(Plugins(Usual), Plugins(Path.Combine(Markdown.Root, file)));

    [Theory]
    [InlineData("deploy/compose/plugins.json")]
    [InlineData("deploy/kubernetes/plugins.json")]
    [InlineData("deploy/lambda/plugins.json")]
    public void Its_settings_are_settings(string file)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(Markdown.Root, file)),
            new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });

        Assert.Empty(SchemaCheck.Object(SettingsReader.Schema, settings.RootElement, "key").Faults);
    }

    private static List<string> Plugins(string file) =>
        [.. Reference().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal)];

    // One that is off until somebody wants it may be left out.
    [GeneratedRegex("""plugins/([A-Z][A-Za-z0-9]+)\b(?!"[^}\n]*"enabled": false)""")]
    private static partial Regex Reference();
}
