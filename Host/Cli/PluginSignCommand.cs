using Infra.Manifest;

namespace Infra.Host.Cli;

/// <summary><c>infra plugins sign FOLDER</c>: for whoever makes a plugin.</summary>
internal static class PluginSignCommand
{
    public static int Run(string folder, string keyFile, bool isNew)
    {
        var (assembly, _) = PluginAddCommand.Open(folder);
        if (isNew) PluginKey.Make(keyFile);
        using var key = PluginKey.ReadPrivate(keyFile);
        var list = PluginFiles.Sign(Path.GetDirectoryName(assembly.FilePath)!, key);
        Terminal.Print($"Signed: {PluginFiles.ListName}, of SHA-256 {PluginFiles.Hash(list)}, and {PluginFiles.SignatureName}.");
        Terminal.Print("Whoever installs it gives your public key to 'infra plugins add --key':");
        Terminal.Print(key.ExportSubjectPublicKeyInfoPem());
        return ExitCode.Ok;
    }
}
