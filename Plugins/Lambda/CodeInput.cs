using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Infra.Plugins.Lambda;

/// <summary>Input of the tools that bring code: one of four ways.</summary>
public abstract record CodeInput : FunctionInput
{
    [Description("Full path of a .zip on this machine.")]
    public string? ZipPath { get; init; }

    [Description("Code of one Python, Node.js or Ruby file.")]
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

    [Description("Publish a version of it.")]
    public bool Publish { get; init; }

    [Description("Wait until in force, at most 5 minutes.")]
    public bool Wait { get; init; }
}
