global using Route53Tool = Infra.Aws.AwsTool<Amazon.Route53.IAmazonRoute53>;
using Amazon.Route53;
using Infra.Aws;

namespace Infra.Plugins.Route53;

/// <summary>The module <c>route53</c>: hosted zones, records and health checks.</summary>
public sealed class Route53Module() : AwsModule<IAmazonRoute53>("route53", "Route 53 hosted zones, DNS records and health checks.",
        noun: "zone")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Route53Tool> Tools =>
    [
        ListZones.Tool,
        GetZone.Tool,
        ListRecords.Tool,
        GetChange.Tool,
        ListHealthChecks.Tool,
        TestDnsAnswer.Tool,
        CreateZone.Tool,
        AssociateVpc.Tool,
        UpsertRecord.Tool,
        CreateHealthCheck.Tool,
        UpdateHealthCheck.Tool,
        ChangeRecords.Tool,
        DeleteRecord.Tool,
        DisassociateVpc.Tool,
        DeleteZone.Tool,
        DeleteHealthCheck.Tool,
    ];

    /// <inheritdoc/>
    protected override bool Global => true;

    /// <inheritdoc/>
    protected override IAmazonRoute53 CreateClient(AwsTarget target) => new AmazonRoute53Client(target.Configure<AmazonRoute53Config>());
}
