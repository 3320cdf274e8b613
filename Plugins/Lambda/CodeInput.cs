using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Infra.Plugins.Lambda;

/// <summary>Input of the tools that bring code: one of four ways.</summary>
public abstract record CodeInput
{
    [Description("Path of a .zip file of the server."), LocalFile]
    public string? ZipPath { get; init; }

    [Description("Text of a single Python, Node.js or Ruby file.")]
    public string? Source { get; init; }

    [Description("Bucket with a .zip file.")]
    public string? S3Bucket { get; init; }

    [Description("Key of the .zip file.")]
    public string? S3Key { get; init; }

    [Description("Version of the .zip file; without it the newest.")]
    public string? S3Version { get; init; }

    [Description("URI of an ECR image.")]
    public string? ImageUri { get; init; }

    [Description("Architecture of the code."), AllowedValues("x86_64", "arm64")]
    public string? Architecture { get; init; }

    [Description("Also publish a version.")]
    public bool Publish { get; init; }

    [Description("Until in force, max 5 min."), OutsidePlan]
    public bool Wait { get; init; }
}
