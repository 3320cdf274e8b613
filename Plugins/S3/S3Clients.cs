using Amazon.S3;
using Amazon.S3Control;
using Amazon.SecurityToken;

namespace Infra.Plugins.S3;

/// <summary>The module's clients.</summary>
/// <param name="S3">Nearly all tools use this one.</param>
/// <param name="Control">Settings of the account; made when first asked for.</param>
/// <param name="Sts">Tells which account that is.</param>
public sealed record S3Clients(IAmazonS3 S3, Lazy<IAmazonS3Control> Control, Lazy<IAmazonSecurityTokenService> Sts)
{
    /// <summary>A client of S3 Control for what belongs to a region; that of the call where it is null.</summary>
    public Func<string, IAmazonS3Control>? ControlIn { get; init; }
}
