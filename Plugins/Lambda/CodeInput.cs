using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Infra.Plugins.Lambda;

/// <summary>Input of the tools that bring code: one of four ways.</summary>
public abstract record CodeInput : FunctionInput
{
    [Description("Full path of a local .zip.")]
    public string? ZipPath { get; init; }

    [Description("Code: a Python, Node.js or Ruby file.")]
    public string? Source { get; init; }

    [Description("Bucket of a .zip.")]
    public string? S3Bucket { get; init; }

    [Description("Its key.")]
    public string? S3Key { get; init; }

    [Description("Its version.")]
    public string? S3Version { get; init; }

    [Description("ECR image.")]
    public string? ImageUri { get; init; }

    [Description("Architecture."), AllowedValues("x86_64", "arm64")]
    public string? Architecture { get; init; }

    [Description("Publish a version.")]
    public bool Publish { get; init; }

    [Description("Until in force, max 5 min.")]
    public bool Wait { get; init; }
}
