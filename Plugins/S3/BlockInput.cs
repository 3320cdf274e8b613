using System.ComponentModel;

namespace Infra.Plugins.S3;

/// <summary>The four parts of a block of public access, of a bucket or of the account.</summary>
public abstract record BlockInput
{
    [Description("Refuse new public access control lists.")]
    public bool BlockPublicAcls { get; init; } = true;

    [Description("Ignore present public access control lists.")]
    public bool IgnorePublicAcls { get; init; } = true;

    [Description("Refuse new public policies.")]
    public bool BlockPublicPolicy { get; init; } = true;

    [Description("Only this account and AWS may use public policies.")]
    public bool RestrictPublicBuckets { get; init; } = true;

    /// <summary>Whether a part is left open.</summary>
    internal bool Lifts() => !(BlockPublicAcls && IgnorePublicAcls && BlockPublicPolicy && RestrictPublicBuckets);
}
