using System.Security.Cryptography;
using Infra.Manifest;

namespace Infra.Core.Catalog;

/// <summary>The list of a plugin's files, and its signature.</summary>
public sealed class PluginFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public PluginFilesTests()
    {
        Write("Acme.dll", "assembly");
        Write("Acme.manifest.json", "{}");
        Write("runtimes/linux/native.so", "native");
    }

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string PublicKey => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    [Fact]
    public void The_list_has_every_file_but_itself_in_the_form_of_sha256sum()
    {
        PluginFiles.Sign(folder, key);

        Assert.Equal(
            $"{Hash("assembly")}  Acme.dll\n{Hash("{}")}  Acme.manifest.json\n{Hash("native")}  runtimes/linux/native.so\n",
            File.ReadAllText(Path.Combine(folder, "SHA256SUMS")));
    }

    [Theory]
    [InlineData("Acme.manifest.json", "[]", "Acme.manifest.json was changed")]
    [InlineData("runtimes/linux/native.so", "other", "runtimes/linux/native.so was changed")]
    [InlineData("runtimes/linux/native.so", null, "runtimes/linux/native.so is missing")]
    [InlineData("more.dll", "more", "more.dll was added")]
    [InlineData("SHA256SUMS", null, "is not there")]
    [InlineData("SHA256SUMS", "what is this\n", "not the one that plugins.json pins")]
    public void Every_change_is_seen_and_named(string file, string? content, string said)
    {
        var pin = PluginFiles.Hash(PluginFiles.Write(folder));
        PluginFiles.Check(folder, pin, null);
        PluginFiles.Check(folder, pin.ToUpperInvariant(), null);

        if (content is null) File.Delete(Path.Combine(folder, file));
        else Write(file, content);

        Assert.Contains(said, Refusal(pin, null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_holds_for_one_key_and_one_list()
    {
        PluginFiles.Sign(folder, key);
        PluginFiles.Check(folder, null, PublicKey);

        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Contains("not the signature", Refusal(null, Convert.ToBase64String(another.ExportSubjectPublicKeyInfo())),
            StringComparison.Ordinal);
        Assert.Contains("no ECDSA key", Refusal(null, "AAAA"), StringComparison.Ordinal);

        Write("Acme.dll", "changed");
        PluginFiles.Write(folder);
        Assert.Contains("not the signature", Refusal(null, PublicKey), StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, PluginFiles.SignatureName));
        Assert.Contains("is not signed", Refusal(null, PublicKey), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_in_the_folder_is_refused()
    {
        if (OperatingSystem.IsWindows()) return; // Making one needs a right there.
        File.CreateSymbolicLink(Path.Combine(folder, "link.dll"), Path.Combine(folder, "Acme.dll"));

        Assert.Contains("is a link", Assert.Throws<PluginException>(() => PluginFiles.List(folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc  Acme.dll\n")]
    [InlineData("../../etc\n")]
    public void A_list_that_is_none_is_refused(string list)
    {
        Write(PluginFiles.ListName, list);

        Assert.Contains("no list of hashes", Refusal(null, null), StringComparison.Ordinal);
    }

    private string Refusal(string? pin, string? publicKey) =>
        Assert.Throws<PluginException>(() => PluginFiles.Check(folder, pin, publicKey)).Message;

    private void Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)));
}
