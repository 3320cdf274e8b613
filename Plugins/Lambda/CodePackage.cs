using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Infra.Plugins.Lambda;

/// <summary>The code of a function, ready to be sent.</summary>
/// <param name="Zip">The package itself; null when AWS fetches it from elsewhere.</param>
/// <param name="What">For a plan.</param>
internal sealed partial record CodePackage(byte[]? Zip, string What)
{
    // What Lambda takes in a request; more goes through S3.
    private const int MostBytes = 50 * 1024 * 1024;

    /// <summary>In Lambda's own form; null when the code is elsewhere.</summary>
    public string? Sha256 => Zip is null ? null : Convert.ToBase64String(SHA256.HashData(Zip));

    /// <param name="input">Says where the code is.</param>
    /// <param name="runtime">Decides the file's name of inline code.</param>
    /// <param name="handler">Names the file of inline code.</param>
    public static CodePackage Of(CodeInput input, string? runtime, string? handler)
    {
        var ways = new[] { input.ZipPath, input.Source, input.S3Bucket, input.ImageUri }.Count(w => w is not null);
        if (ways != 1 || input.S3Bucket is null != input.S3Key is null || input.S3Version is not null && input.S3Key is null)
            throw ToolException.InvalidInput("The code must come from exactly one place.",
                "Give one of zipPath, source, s3Bucket with s3Key, or imageUri.");
        if (input.ZipPath is { } path) return OfFile(path);
        if (input.Source is { } source) return OfSource(source, runtime, handler);
        return new(null,
            input.ImageUri is { } image ? $"image {image}"
                : $"s3://{input.S3Bucket}/{input.S3Key}{(input.S3Version is { } version ? $" version {version}" : "")}");
    }

    /// <summary>The handler that inline code and the console begin with; null for runtimes that have none.</summary>
    public static string? DefaultHandler(string? runtime) => runtime switch
    {
        null => null,
        _ when runtime.StartsWith("python", StringComparison.Ordinal) => "lambda_function.lambda_handler",
        _ when runtime.StartsWith("nodejs", StringComparison.Ordinal) => "index.handler",
        _ when runtime.StartsWith("ruby", StringComparison.Ordinal) => "lambda_function.lambda_handler",
        _ => null,
    };

    private static CodePackage OfFile(string path)
    {
        if (!Path.IsPathFullyQualified(path) || !Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase))
            throw ToolException.InvalidInput("zipPath must be the full path of a file that ends in .zip.",
                "The file is read on the machine that this server runs on.");
        try
        {
            if (NamedFile.Fault(path) is { } fault) throw ToolException.InvalidInput(fault, "Name a zip file.");
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MostBytes)
                throw ToolException.InvalidInput($"{path} has {Size(file.Length)}; at most {Size(MostBytes)} can be sent.",
                    "Put it into S3 and pass s3Bucket and s3Key.");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            if (bytes is not [(byte)'P', (byte)'K', ..])
                throw ToolException.InvalidInput($"{path} is not a zip file.", "Make one with the handler's file at its root.");
            var package = new CodePackage(bytes, "");
            return package with { What = $"{path} ({Size(bytes.Length)}, SHA-256 {package.Sha256})" };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ToolException(ToolErrorCode.NotFound, $"There is no file {path} on the machine that this server runs on.",
                "Check the path, or pass source, or s3Bucket and s3Key.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.InvalidInput, $"The file {path} cannot be read.",
                "Check that this server's user may read it.", e);
        }
    }

    private static CodePackage OfSource(string source, string? runtime, string? handler)
    {
        var name = FileName(source, runtime, handler ?? DefaultHandler(runtime));
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry(name);
            // Always the same bytes for the same code, so that a second call changes nothing.
            entry.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            // A regular file that everyone may read: the runtime is another user.
            entry.ExternalAttributes = Convert.ToInt32("100644", 8) << 16;
            using var writer = new StreamWriter(entry.Open(), new UTF8Encoding(false));
            writer.Write(source);
        }

        var package = new CodePackage(buffer.ToArray(), "");
        return package with { What = $"inline code as {name} (SHA-256 {package.Sha256})" };
    }

    private static string FileName(string source, string? runtime, string? handler)
    {
        var extension = runtime?.Split('.')[0].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') switch
        {
            "python" => ".py",
            "ruby" => ".rb",
            // Node.js tells the two module systems by the file's name.
            "nodejs" => EsModule().IsMatch(source) ? ".mjs" : ".js",
            _ => throw ToolException.InvalidInput($"Inline code works for Python, Node.js and Ruby, not for {runtime ?? "an image"}.",
                "Pass zipPath, s3Bucket with s3Key, or imageUri."),
        };
        if (handler is null || !Handler().IsMatch(handler) || handler.Contains("..", StringComparison.Ordinal))
            throw ToolException.InvalidInput($"The handler '{handler}' names no file.",
                "It is the file's name without its ending, a dot, and the function's name, such as index.handler.");
        var file = handler[..handler.LastIndexOf('.')];
        // Python names a module in a folder with dots.
        return (extension == ".py" ? file.Replace('.', '/') : file) + extension;
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024):N0} KiB");

    [GeneratedRegex(@"^\s*(export|import)\s+[\w{*""'d]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex EsModule();

    [GeneratedRegex(@"^[\w-][\w./-]*\.\w+$", RegexOptions.CultureInvariant)]
    private static partial Regex Handler();
}
