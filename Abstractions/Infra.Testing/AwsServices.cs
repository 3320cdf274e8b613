using Amazon.Runtime;

namespace Infra.Testing;

/// <summary>Which AWS service a client's interface belongs to.</summary>
internal static class AwsServices
{
    /// <summary>The service id of the client configuration that lives beside the interface.</summary>
    public static string IdOf(Type client)
    {
        var config = client.Assembly.GetExportedTypes().SingleOrDefault(t => t.IsSubclassOf(typeof(ClientConfig)) && !t.IsAbstract)
            ?? throw new InvalidOperationException(
                $"{client} is no client of an AWS service; call the operation itself and not a short cut to it.");
        return ((ClientConfig)Activator.CreateInstance(config)!).ServiceId;
    }
}
