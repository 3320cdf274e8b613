using System.IO.Compression;

namespace Infra.Release;

/// <summary>The packages for authors of plugins: <c>dotnet pack</c>, and then the same bytes from every machine.</summary>
internal static class KitPackages
{
    // In the order in which they need each other.
    private static readonly string[] Projects =
    [
        "Abstractions/Infra.Abstractions", "Abstractions/Infra.Aws", "Abstractions/Infra.Testing", "templates/Infra.Templates",
    ];

    /// <summary>Makes them, with their symbols.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="work">A folder for what is needed on the way.</param>
    /// <param name="time">The time of every file in them.</param>
    /// <exception cref="ReleaseException">One cannot be made.</exception>
    public static void Write(string root, string to, string work, DateTimeOffset time)
    {
        var packed = Path.Combine(work, "packed");
        foreach (var project in Projects)
            Run.Show(root, "dotnet", "pack", project, "-c", "Release", "-v", "q", "-o", packed, $"-p:ArtifactsPath={work}/build");
        foreach (var (name, path) in Archive.Files(packed))
        {
            // NuGet gives each part the time at which it was packed; all else follows from the content.
            var parts = Path.Combine(work, $"{name}.parts");
            ZipFile.ExtractToDirectory(path, parts);
            Archive.Zip(Path.Combine(to, name), parts, "", time);
        }
    }
}
