global using Infra.Aws;
global using LambdaTool = Infra.Aws.AwsTool<Amazon.Lambda.IAmazonLambda>;
using Amazon.Lambda;

namespace Infra.Plugins.Lambda;

/// <summary>The module <c>lambda</c>: functions.</summary>
public sealed class LambdaModule()
    : AwsModule<IAmazonLambda>("lambda", "Lambda functions, their versions, aliases, triggers, URLs, layers and permissions.",
        noun: "function")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<LambdaTool> Tools =>
    [
        ListFunctions.Tool,
        GetFunction.Tool,
        ListVersions.Tool,
        ListAliases.Tool,
        ListEventSources.Tool,
        GetPolicy.Tool,
        ListLayers.Tool,
        CreateFunction.Tool,
        UpdateCode.Tool,
        UpdateConfig.Tool,
        Invoke.Tool,
        PublishVersion.Tool,
        CreateAlias.Tool,
        UpdateAlias.Tool,
        AddPermission.Tool,
        CreateEventSource.Tool,
        UpdateEventSource.Tool,
        PutUrl.Tool,
        PutAsyncConfig.Tool,
        SetProvisioned.Tool,
        PublishLayer.Tool,
        TagResource.Tool,
        DeleteFunction.Tool,
        DeleteAlias.Tool,
        DeleteEventSource.Tool,
        DeleteUrl.Tool,
        DeleteLayerVersion.Tool,
        RemovePermission.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonLambda CreateClient(AwsTarget target)
    {
        var config = target.Configure<AmazonLambdaConfig>();
        // A function may run for 15 minutes, and Invoke answers when it has run. The host gives other operations less.
        config.Timeout = TimeSpan.FromMinutes(16);
        return new AmazonLambdaClient(config);
    }
}
