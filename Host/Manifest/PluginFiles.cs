using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Manifest;

/// <summary>
/// All files of a plugin, as a list of their hashes: what pins and signatures hold for. The list is a file beside them which
/// <c>sha256sum --check</c> reads, and its signature one that <c>openssl dgst -verify</c> does (ECDSA, SHA-256, DER).
/// </summary>
public static class PluginFiles
{
    /// <summary>The name of the list.</summary>
    public const string ListName = "SHA256SUMS";

    /// <summary>The name of the list's signature.</summary>
    public const string SignatureName = "SHA256SUMS.sig";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The list of the files that are in a folder now, and in the folders in it.</summary>
    /// <exception cref="PluginException">Something in it is no plain file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static byte[] List(string folder)
    {
        var text = new StringBuilder();
        foreach (var (name, hash) in Hashes(folder)) text.Append(hash).Append("  ").Append(name).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The SHA-256 of a list, as pins have it.</summary>
    public static string Hash(byte[] list) => Convert.ToHexStringLower(SHA256.HashData(list));

    /// <summary>Holds the files of a folder against their list, and the list against what is pinned.</summary>
    /// <param name="folder">The plugin's folder.</param>
    /// <param name="sha256">The hash that the list must have; null for any.</param>
    /// <param name="publicKey">Whose signature the list must have, in Base64; null for nobody's.</param>
    /// <exception cref="PluginException">What is not as it should be.</exception>
    public static void Check(string folder, string? sha256, string? publicKey)
    {
        try
        {
            var path = Path.Combine(folder, ListName);
            if (!File.Exists(path))
                throw new PluginException($"{path}, the list of the plugin's files, is not there; install the plugin again.");
            var list = File.ReadAllBytes(path);
            if (sha256 is not null && !Hash(list).Equals(sha256, StringComparison.OrdinalIgnoreCase))
                throw new PluginException($"{path} has the SHA-256 {Hash(list)}, not the one that plugins.json pins.");
            if (publicKey is not null) CheckSignature(folder, list, publicKey);
            if (Difference(Read(path, list), Hashes(folder)) is { } difference)
                throw new PluginException($"{folder} is not as its {ListName} says: {difference}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"The files of {folder} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Holds a list against its signature.</summary>
    /// <inheritdoc cref="Check"/>
    /// <param name="folder">The plugin's folder.</param>
    /// <param name="list">The list.</param>
    /// <param name="publicKey">Whose signature it must have, in Base64.</param>
    public static void CheckSignature(string folder, byte[] list, string publicKey)
    {
        var path = Path.Combine(folder, SignatureName);
        if (!File.Exists(path)) throw new PluginException($"{folder} is not signed: it has no {SignatureName}.");
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw new PluginException("The public key of the plugin in plugins.json is no ECDSA key.", e);
        }

        if (!key.VerifyData(list, File.ReadAllBytes(path), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
            throw new PluginException($"{path} is not the signature of {ListName} by the key that is trusted.");
    }

    /// <summary>Writes the list of a folder's files.</summary>
    /// <inheritdoc cref="List"/>
    /// <returns>The list.</returns>
    public static byte[] Write(string folder)
    {
        var list = List(folder);
        File.WriteAllBytes(Path.Combine(folder, ListName), list);
        return list;
    }

    /// <summary>Writes the list of a folder's files, and its signature.</summary>
    /// <inheritdoc cref="List"/>
    /// <returns>The list.</returns>
    public static byte[] Sign(string folder, ECDsa key)
    {
        var list = Write(folder);
        File.WriteAllBytes(Path.Combine(folder, SignatureName),
            key.SignData(list, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        return list;
    }

    private static SortedDictionary<string, string> Hashes(string folder)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = 0,
            IgnoreInaccessible = false,
        }))
        {
            var name = Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            // What a link points to changes without the folder.
            if (entry.LinkTarget is not null)
                throw new PluginException($"{entry.FullName} is a link; a plugin has its files in its folder.");
            if (name.AsSpan().IndexOfAny('\n', '\r', '\\') >= 0)
                throw new PluginException($"The name of a file in {folder} has a line break or a backslash.");
            if (entry is not FileInfo || name is ListName or SignatureName) continue;
            using var file = File.OpenRead(entry.FullName);
            hashes[name] = Convert.ToHexStringLower(SHA256.HashData(file));
        }

        return hashes;
    }

    private static Dictionary<string, string> Read(string path, byte[] list)
    {
        Dictionary<string, string> hashes = [];
        foreach (var line in Encoding.UTF8.GetString(list).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // A hash, a space, and a space or the star of binary files.
            if (line.Length < 67 || line[64] is not ' ' || line.AsSpan(0, 64).ContainsAnyExcept(HexDigits)
                || !hashes.TryAdd(line[66..].TrimEnd('\r'), line[..64]))
                throw new PluginException($"{path} is no list of hashes as sha256sum writes it.");
        }

        return hashes;
    }

    private static string? Difference(Dictionary<string, string> listed, SortedDictionary<string, string> found)
    {
        foreach (var (name, hash) in found)
        {
            if (!listed.TryGetValue(name, out var wanted)) return $"{name} was added";
            if (!hash.Equals(wanted, StringComparison.OrdinalIgnoreCase)) return $"{name} was changed";
        }

        return listed.Keys.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing ? $"{missing} is missing" : null;
    }
}
