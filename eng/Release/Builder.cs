using System.Security.Cryptography;

namespace Infra.Release;

/// <summary>Makes a release.</summary>
/// <param name="root">The repository.</param>
/// <param name="to">Where the release goes.</param>
internal sealed class Builder(string root, string to)
{
    /// <summary>The build for the .NET runtime of the machine.</summary>
    public const string Any = "any";

    /// <summary>What a release is made for.</summary>
    public static readonly string[] Platforms = ["linux-x64", "linux-arm64", "osx-arm64", "osx-x64", "win-x64", Any];

    private const string Sums = "SHA256SUMS";

    private readonly List<(string File, string Sha256)> bundles = [];

    /// <summary>Makes it.</summary>
    /// <param name="platforms">Those of <see cref="Platforms"/> that are wanted.</param>
    /// <exception cref="ReleaseException">It cannot be made.</exception>
    public void Make(IReadOnlyCollection<string> platforms)
    {
        var product = Product.Of(root);
        // Everything is built anew, in the tree, since only paths below it are the same on every machine.
        var work = Path.Combine(root, "artifacts", "release-work");
        if (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any() && !File.Exists(To(Sums)))
            throw new ReleaseException($"{to} holds something that is no release. Name another folder, or empty it.");
        Empty(to);
        Empty(work);

        foreach (var platform in Platforms.Where(platforms.Contains)) Make(product, platform, work);
        Write("server.json", ReleaseJson.Text(ServerJson.Of(product, bundles)));
        var sums = Archive.Files(to).Select(f => $"{Sha256(f.Path)}  {f.Name}\n").ToList();
        Write(Sums, string.Concat(sums));
        Directory.Delete(work, recursive: true);
        Console.WriteLine($"{product.Version} of {product.Commit}, sources at {product.Repository}, is in {to}");
    }

    private void Make(Product product, string platform, string work)
    {
        var name = $"infra-{product.Version}-{platform}";
        var bundle = Path.Combine(work, name);
        var folder = Path.Combine(bundle, Bundle.Folder);
        Console.WriteLine(name);
        string[] whole = platform is Any ? ["-p:UseAppHost=false"] : ["-r", platform];
        Run.Show(root, "dotnet", ["publish", "Host/Host.csproj", "-c", "Release", "-v", "q", "-o", folder,
            $"-p:ArtifactsPath={work}/build", .. whole]);

        var shipped = Shipped.In(folder);
        foreach (var file in new[] { "LICENSE", "NOTICE", "README.md" })
            File.Copy(Path.Combine(root, file), Path.Combine(folder, file));
        File.WriteAllText(Path.Combine(folder, "THIRD-PARTY-NOTICES.txt"), Notices.Of(shipped, root));
        Write($"{name}.cdx.json", ReleaseJson.Text(Sbom.Of(product, platform, shipped)));

        if (platform is "win-x64" or Any) Archive.Zip(To($"{name}.zip"), folder, name, product.Time);
        else Archive.Tar(To($"{name}.tar.gz"), folder, name, product.Time);
        if (platform is Any)
        {
            ToolPackage.Write(To($"{product.Package}.{product.Version}.nupkg"), folder, Path.Combine(work, "package"), product);
            KitPackages.Write(root, to, work, product.Time);
            return;
        }

        File.WriteAllText(Path.Combine(bundle, "manifest.json"), ReleaseJson.Text(Bundle.Manifest(product, platform)));
        Archive.Zip(To($"{name}.mcpb"), bundle, "", product.Time);
        bundles.Add(($"{name}.mcpb", Sha256(To($"{name}.mcpb"))));
        // Unpacked, a platform takes some 300 MB.
        Directory.Delete(bundle, recursive: true);
    }

    private static void Empty(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
    }

    private string To(string name) => Path.Combine(to, name);

    private void Write(string name, string text) => File.WriteAllText(To(name), text);

    private static string Sha256(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
