using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Infra.Plugins.S3;

/// <summary>What the input of a tool on one bucket starts with.</summary>
public abstract record BucketInput
{
    // Old buckets have upper case and underscores.
    internal const string Pattern = "[A-Za-z0-9_.-]+";

    // Requests for objects may go through an access point.
    internal const string ObjectPattern = $"{Pattern}|arn:[A-Za-z0-9-]+:s3[a-z-]*:.+";

    internal const string Payer = "Requester pays.";

    [Description("Bucket."), RegularExpression(Pattern), JsonPropertyOrder(-1)]
    public required string Bucket { get; init; }
}

/// <summary>What the input of a tool on objects starts with.</summary>
public abstract record ObjectInput
{
    [Description("Or an access point's ARN."), RegularExpression(BucketInput.ObjectPattern), JsonPropertyOrder(-1)]
    public required string Bucket { get; init; }

    [Description(BucketInput.Payer)]
    public bool RequesterPays { get; init; }
}
