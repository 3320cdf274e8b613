using Amazon.Runtime;

namespace Infra.Aws;

/// <summary>
/// The credentials of the call in progress. The host installs one object for the whole process; each client of the kit carries it, and
/// it answers with the keys of whichever call asks.
/// </summary>
public abstract class HostCredentials : AWSCredentials
{
    // Each plugin may carry its own copy of this assembly, but AWSSDK.Core's types are the host's.
    private const string Slot = "Infra.Aws.Credentials";

    /// <summary>The host's; null without a host.</summary>
    public static AWSCredentials? Current => AppContext.GetData(Slot) as AWSCredentials;

    /// <summary>Makes these the credentials of every client that the kit configures from now on.</summary>
    public void Install()
    {
        AppContext.SetData(Slot, this);
        // For clients that are made without the kit, and without credentials of their own.
        Amazon.AWSConfigs.AWSCredentialsGenerators = [() => this];
    }

    /// <summary>Where the credentials of the call in progress come from, for example <c>profile dev (sso)</c>.</summary>
    public abstract override string ToString();

    /// <summary>When the credentials of the call in progress expire; null for long-term keys.</summary>
    public abstract override DateTime? Expiration { get; set; }
}
