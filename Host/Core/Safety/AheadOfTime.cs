using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Infra.Core.Safety;

/// <summary>
/// Never run. Every handler of the SDK's pipeline is a generic virtual method, and a compiler that works ahead of time does not see it
/// being called through the pipeline's interface. Here each is called by name, so that a build in one version bubble holds its code and
/// all that it awaits with. What is missing here is compiled at the first call, and costs a millisecond or two.
/// </summary>
[ExcludeFromCodeCoverage(Justification = "Never run; it is there for the compiler.")]
internal static class AheadOfTime
{
    public static Task[] Handlers(IExecutionContext context) =>
    [
        new Metrics().RunAsync(context), new Unmarshalling().RunAsync(context), new Signing().RunAsync(context),
        new Retrying().RunAsync(context), new Marshalling().RunAsync(context), new Errors().RunAsync(context),
        new ErrorCallbacks().RunAsync(context), new Discovery().RunAsync(context), new Callbacks().RunAsync(context),
        new Resolving().RunAsync(context), new Http().RunAsync(context), new Passing().RunAsync(context),
    ];

    private sealed class Metrics : MetricsHandler
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Unmarshalling() : Unmarshaller(supportsResponseLogging: false)
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Signing : Signer
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Retrying() : RetryHandler(null)
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Marshalling : Marshaller
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Errors() : ErrorHandler(null)
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class ErrorCallbacks : ErrorCallbackHandler
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Discovery : EndpointDiscoveryHandler
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Callbacks : CallbackHandler
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Resolving : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => [];

        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Http() : HttpHandler<HttpContent>(null, null)
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }

    private sealed class Passing : PipelineHandler
    {
        public Task<AmazonWebServiceResponse> RunAsync(IExecutionContext context) => base.InvokeAsync<AmazonWebServiceResponse>(context);
    }
}
