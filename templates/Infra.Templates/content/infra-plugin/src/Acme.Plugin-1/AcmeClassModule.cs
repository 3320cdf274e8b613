#if (hasAws)
using Amazon.AwsService;
using Infra;
using Infra.Aws;

namespace AcmeNamespace;

public sealed class AcmeClassModule() : AwsModule<IAmazonAwsClientName>("acmemodule", "What Acme does with AwsService.")
{
#if (isSqs)
    protected override IReadOnlyList<AwsTool<IAmazonAwsClientName>> Tools => [ListQueues.Tool, DeleteQueue.Tool];
#else
    protected override IReadOnlyList<AwsTool<IAmazonAwsClientName>> Tools => [GetEndpoint.Tool];
#endif

    protected override IAmazonAwsClientName CreateClient(AwsTarget target) =>
        new AmazonAwsClientNameClient(target.Configure<AmazonAwsClientNameConfig>());
}
#else
using Infra;

namespace AcmeNamespace;

public sealed class AcmeClassModule : IToolModule
{
    public string Name => "acmemodule";

    public string Description => "What Acme does.";

    // Called at build as well, without settings: do no work here.
    public IEnumerable<Tool> CreateTools(ModuleContext context)
    {
        // "settings" of the plugin's entry in plugins.json.
        var greeting = context.Settings.TryGetProperty("greeting", out var own) ? own.GetString() : null;
        return [GetGreeting.Create(greeting ?? "Hello")];
    }
}
#endif
