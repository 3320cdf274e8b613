using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace Infra.Manifest;

/// <summary>A plugin's assembly as a file: what can be known without loading it.</summary>
public sealed partial class PluginAssembly
{
    private static readonly Version HostContract = typeof(IToolModule).Assembly.GetName().Version!;

    // The drafts of the contract before the first one that was shipped were 1.0.0.0; a plugin of theirs would fail in a call.
    private static readonly Version FirstContract = new(1, 0, 0, 1);

    private static readonly Lazy<Version> HostAwsCore = new(() => FileVersion(typeof(AmazonServiceClient).Assembly.Location));

    // Own copies of these would make types that look the same and are not.
    private static readonly string[] Forbidden = ["Infra.Abstractions.dll", "System.Text.Json.dll"];

    private PluginAssembly(string path) => FilePath = path;

    /// <summary>The assembly's file, absolute.</summary>
    public string FilePath { get; }

    /// <summary>
    /// The module version id, which tells one build of an assembly from another. It finds stale manifests and guards against
    /// nothing; pins use SHA-256.
    /// </summary>
    /// <exception cref="PluginException">It is not a .NET assembly.</exception>
    public string Mvid => field ??= Read(metadata => metadata.GetGuid(metadata.GetModuleDefinition().Mvid).ToString());

    /// <summary>The version of the contract that it was built for.</summary>
    /// <exception cref="PluginException">It is not a plugin.</exception>
    public Version Contract => field ??= ReadContract();

    /// <summary>
    /// The version of AWSSDK.Core that it was built for, from the copy beside it or else from its .deps.json; null for none.
    /// </summary>
    private Version? AwsCore
    {
        get
        {
            var own = Path.Combine(Path.GetDirectoryName(FilePath)!, "AWSSDK.Core.dll");
            if (File.Exists(own)) return FileVersion(own);
            var dependencies = Path.ChangeExtension(FilePath, ".deps.json");
            return File.Exists(dependencies) && CorePackage().Match(File.ReadAllText(dependencies)) is { Success: true } package
                && Version.TryParse(package.Groups[1].Value, out var version) ? version : null;
        }
    }

    /// <summary>The SHA-256 of the file, as pins have it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string Sha256() => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(FilePath)));

    /// <summary>
    /// Does once what all reading of plugins needs, by reading the contract instead of one. Nothing is kept; the next reading is faster.
    /// </summary>
    public static void Prepare()
    {
        _ = new PluginAssembly(typeof(IToolModule).Assembly.Location).Mvid;
        _ = CorePackage().IsMatch("");
        _ = HostAwsCore.Value;
    }

    /// <summary>Finds the assembly of a plugin folder, or takes an assembly's own path.</summary>
    /// <exception cref="PluginException">There is none, or no single one.</exception>
    public static PluginAssembly At(string path)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path))
        {
            return Path.GetExtension(path) is ".dll" ? new(path)
                : throw new PluginException(
                    $"{path} is neither the folder of a plugin nor its .dll. Unpack an archive, and name the folder.");
        }

        if (!Directory.Exists(path)) throw new PluginException($"{path} does not exist.");

        // Building with EnableDynamicLoading leaves one .deps.json, beside the plugin's own assembly.
        var found = Directory.GetFiles(path, "*.deps.json").Select(d => d[..^".deps.json".Length] + ".dll").Where(File.Exists).ToList();
        return found is [var one]
            ? new(one)
            : throw new PluginException(
                $"{path} holds {found.Count} plugin assemblies (a .dll with a .deps.json beside it); one is expected.");
    }

    /// <summary>Refuses, in one sentence, a plugin that this host cannot load. Nothing of it is loaded.</summary>
    /// <param name="contract">The version of the contract that it was built for, as its manifest says it; read from the file when left
    /// out.</param>
    /// <exception cref="PluginException">Why not.</exception>
    public void CheckLoadable(Version? contract = null)
    {
        contract ??= Contract;
        var folder = Path.GetDirectoryName(FilePath)!;
        if (Forbidden.FirstOrDefault(f => File.Exists(Path.Combine(folder, f))) is { } copy)
            throw new PluginException($"{folder} holds its own {copy}; reference it with ExcludeAssets=\"runtime\", the host supplies it.");
        if (contract.Major != HostContract.Major || contract.Minor > HostContract.Minor)
            throw new PluginException(
                $"{Path.GetFileName(FilePath)} needs contract {contract.ToString(2)}; this host offers {HostContract.ToString(2)}.");
        if (contract < FirstContract)
            throw new PluginException(
                $"{Path.GetFileName(FilePath)} was built for a draft of the contract, older than its first preview; build it again with "
                + $"Infra.Abstractions {HostContract.ToString(2)}.");
        // The loader gives every plugin the host's AWSSDK.Core, so that one guard sees all requests. A client that was built for a
        // newer one would find members missing, in the middle of a call.
        if (AwsCore is { } core && core > HostAwsCore.Value)
            throw new PluginException(
                $"{Path.GetFileName(FilePath)} was built for AWSSDK.Core {core}; this host has {HostAwsCore.Value}: build it with AWSSDK "
                + "packages that need no newer one.");
    }

    [GeneratedRegex("\"AWSSDK\\.Core/([0-9.]+)\"")]
    private static partial Regex CorePackage();

    private static Version FileVersion(string path) =>
        Version.TryParse(System.Diagnostics.FileVersionInfo.GetVersionInfo(path).FileVersion, out var version) ? version : new();

    private Version ReadContract() => Read(metadata => metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
        .Where(r => metadata.StringComparer.Equals(r.Name, "Infra.Abstractions")).Select(r => r.Version).SingleOrDefault()
        ?? throw new PluginException($"{FilePath} is not a plugin: it does not reference Infra.Abstractions."));

    private T Read<T>(Func<MetadataReader, T> read)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(FilePath));
            return read(file.GetMetadataReader());
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or IOException)
        {
            throw new PluginException($"{FilePath} is not a .NET assembly.", e);
        }
    }
}

/// <summary>Why a plugin cannot be used, in one sentence.</summary>
public sealed class PluginException(string message, Exception? inner = null) : Exception(message, inner);
