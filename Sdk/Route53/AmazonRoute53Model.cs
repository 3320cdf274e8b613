using Infra.Sdk;

namespace Amazon.Route53.Internal;

internal sealed partial class AmazonRoute53Model
{
    /// <summary>
    /// Route 53 answers with ids such as /hostedzone/Z1 and takes them back without the prefix: as a part of a path
    /// they would make another path. Delegation set ids also stand in bodies.
    /// </summary>
    protected override object AdjustInput(Operation operation, string shapeName, object value) =>
        shapeName is "ResourceId" or "DelegationSetId" or "ChangeId" && value is string id ? id[(id.LastIndexOf('/') + 1)..] : value;
}
