using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>Files of the machine that the server runs on, as <c>s3_upload_file</c> and <c>s3_download_file</c> take them.</summary>
internal static class LocalFiles
{
    /// <summary>
    /// A file that is there; where the path is a link, the file itself: a link is as long as a path, and stays when the file changes.
    /// </summary>
    /// <param name="path">As the caller gave it.</param>
    /// <exception cref="ToolException">There is none, or the path is not a full one.</exception>
    public static FileInfo Existing(string path)
    {
        if (Final(Full(path)) is not { Exists: true } file)
            throw ToolException.NotFound($"The file {path}", "Check the path, on the machine that this server runs on.");
        return NamedFile.Fault(path) is { } fault ? throw ToolException.InvalidInput(fault, "Name a file.") : file;
    }

    /// <summary>A file that is to be made, in a folder that is there.</summary>
    /// <inheritdoc cref="Existing"/>
    public static FileInfo New(string path) => Full(path) is { Directory.Exists: true } file ? file
        : throw ToolException.NotFound($"The folder of {path}", "Make the folder first, on the machine that this server runs on.");

    private static FileInfo? Final(FileInfo file)
    {
        try
        {
            return file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        }
        catch (IOException)
        {
            // Links that lead to each other.
            return null;
        }
    }

    private static FileInfo Full(string path) => Path.IsPathFullyQualified(path) ? new(path)
        : throw ToolException.InvalidInput($"'{path}' is not a full path.",
            "The server has a working directory of its own: name the whole path.");
}
