using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Infra.Release;

/// <summary>What is released: the properties of the host's project, and the commit that is built.</summary>
/// <param name="Version">As Directory.Build.props has it.</param>
/// <param name="Repository">Where the sources are; as Directory.Build.props has it, whatever the remotes of this clone are.</param>
/// <param name="Package">The id of the tool's package.</param>
/// <param name="Author">Who makes it.</param>
/// <param name="Description">What it is, in one sentence.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Time">When that was made: the time of every file of a release, so that it does not depend on when it is built.</param>
internal sealed partial record Product(
    string Version, Uri Repository, string Package, string Author, string Description, string Commit, DateTimeOffset Time)
{
    /// <summary>The name in the MCP registry, whose namespaces are accounts of the forge.</summary>
    public string RegistryName => $"io.github.{Repository.Segments[1].TrimEnd('/')}/{Repository.Segments[2]}";

    /// <summary>Where a file of the release is fetched.</summary>
    public string Download(string file) => $"{Repository}/releases/download/v{Version}/{file}";

    /// <summary>Reads it from the working tree.</summary>
    /// <exception cref="ReleaseException">The tree has changes that no commit tells of, or the address is of another form.</exception>
    public static Product Of(string root)
    {
        if (Run.Read(root, "git", "status", "--porcelain") is { Length: > 0 } changes)
            throw new ReleaseException($"The working tree has changes, which a release would hold and no commit: commit them, or clone "
                + $"anew.\n{changes}");
        using var properties = JsonDocument.Parse(Run.Read(root, "dotnet", "msbuild", "Host/Host.csproj",
            "-getProperty:Version,RepositoryUrl,PackageId,Company,Description"));
        string Property(string name) => properties.RootElement.GetProperty("Properties").GetProperty(name).GetString()!;
        var seconds = long.Parse(Run.Read(root, "git", "show", "-s", "--format=%ct", "HEAD"), CultureInfo.InvariantCulture);
        return new(Property("Version"), Address(Property("RepositoryUrl")), Property("PackageId"), Property("Company"),
            Property("Description"), Run.Read(root, "git", "rev-parse", "HEAD"), DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    /// <summary>The address of the sources.</summary>
    /// <exception cref="ReleaseException">Links and the name in the registry cannot be made from it.</exception>
    public static Uri Address(string text) => Sources().IsMatch(text) ? new(text)
        : throw new ReleaseException($"RepositoryUrl in Directory.Build.props is '{text}'. Links and the name in the MCP registry are made "
            + "from it, so it must be https://github.com/OWNER/NAME.");

    [GeneratedRegex(@"^https://github\.com/[\w-]+/[\w.-]+(?<!\.git)$")]
    private static partial Regex Sources();
}
