using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Infra.Plugins.S3;

/// <summary>What the input of a tool on one bucket starts with.</summary>
public abstract record BucketInput
{
    // Old buckets have upper case and underscores.
    internal const string Pattern = @"[\w.-]+";

    [Description("Bucket."), RegularExpression(Pattern), JsonPropertyOrder(-1)]
    public required string Bucket { get; init; }
}
