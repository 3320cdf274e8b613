using System.Security.Cryptography;
using Infra.Core;
using Infra.Core.Settings;

namespace Infra.Host.Cli;

/// <summary>ECDSA keys in PEM files, by which plugins are signed.</summary>
internal static class PluginKey
{
    /// <summary>The public key of a file, in Base64, as plugins.json has it.</summary>
    /// <exception cref="SettingsException">There is none.</exception>
    public static string ReadPublic(string file)
    {
        if (!File.Exists(file)) throw new SettingsException($"{file} does not exist. Whoever made the plugin has its public key.");
        using var key = Read(file, File.ReadAllText(file), "public");
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>A private key.</summary>
    /// <param name="file">Where it is; <c>-</c> for standard input.</param>
    /// <exception cref="SettingsException">There is none.</exception>
    public static ECDsa ReadPrivate(string file)
    {
        if (file is not "-" && !File.Exists(file)) throw new SettingsException($"{file} does not exist. --new-key makes it.");
        var text = file is "-" ? Terminal.ReadAll() : File.ReadAllText(file);
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw new SettingsException($"{file} is encrypted. Pipe it in: openssl pkey -in {file} | infra plugins sign FOLDER --key -");
        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new SettingsException($"{file} holds no private key. --new-key makes one.");
        return Read(file, text, "private");
    }

    /// <summary>Makes a key: the private half for the user alone, the public one beside it.</summary>
    /// <exception cref="SettingsException">The file is there already.</exception>
    public static void Make(string file)
    {
        if (File.Exists(file) || file is "-") throw new SettingsException($"{file} is there already; no key was made.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateFile.Replace(file, key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(file + ".pub", key.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    private static ECDsa Read(string file, string text, string which)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new SettingsException($"{file} holds no {which} ECDSA key in PEM form. 'infra plugins sign FOLDER --key FILE --new-key' "
                + "makes a pair.");
        }
    }
}
