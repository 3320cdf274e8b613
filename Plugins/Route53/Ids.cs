namespace Infra.Plugins.Route53;

/// <summary>Ids without the path that Route 53 gives with them.</summary>
internal static class Ids
{
    /// <summary>What a zone id looks like, with or without its path.</summary>
    public const string Zone = "(/hostedzone/)?[A-Z0-9]{1,32}";

    /// <summary>What the id of a change looks like, with or without its path.</summary>
    public const string Change = "(/change/)?[A-Z0-9]{1,32}";

    /// <summary>What the id of a health check looks like.</summary>
    public const string HealthCheck = "[A-Za-z0-9-]{1,64}";

    /// <summary><c>/hostedzone/Z1</c> -> <c>Z1</c></summary>
    public static string Short(string id) => id[(id.LastIndexOf('/') + 1)..];
}
