using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Infra.Sdk;

/// <summary>What all generated clients do alike.</summary>
public static class ClientSupport
{
    /// <summary>Puts the endpoint and signing handlers where the official clients have theirs.</summary>
    public static void CustomizePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RuleSetEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new AuthSchemeHandler());
        UnreadableAnswers.NeverAskAgain(pipeline);
    }

    /// <summary>An operation that answers with an event stream, which the engine does not read.</summary>
    public static Task<TResponse> EventStreamsAreNotSupported<TResponse>(string operation) =>
        throw new NotSupportedException(
            $"{operation} answers with an event stream. The stand-in client does not read event streams; "
            + "the official AWSSDK package does.");
}

/// <summary>The defaults of all services: standard retries, and connect timeouts by mode.</summary>
public static class ServiceDefaults
{
    /// <summary>Standard.</summary>
    public static IDefaultConfiguration Standard { get; } = Create(DefaultConfigurationMode.Standard, 3100);

    /// <summary>In one region.</summary>
    public static IDefaultConfiguration InRegion { get; } = Create(DefaultConfigurationMode.InRegion, 1100);

    /// <summary>Across regions.</summary>
    public static IDefaultConfiguration CrossRegion { get; } = Create(DefaultConfigurationMode.CrossRegion, 3100);

    /// <summary>On a mobile network.</summary>
    public static IDefaultConfiguration Mobile { get; } = Create(DefaultConfigurationMode.Mobile, 30000);

    /// <summary>Chosen by the environment.</summary>
    public static IDefaultConfiguration Auto { get; } = Create(DefaultConfigurationMode.Auto, 1100);

    /// <summary>All of them.</summary>
    public static ReadOnlyCollection<IDefaultConfiguration> All { get; } = new([Standard, InRegion, CrossRegion, Mobile, Auto]);

    private static DefaultConfiguration Create(DefaultConfigurationMode mode, double connectMilliseconds) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
    };
}

/// <summary>Chooses how a call is signed: by signature version 4, unless the service takes the call unsigned.</summary>
internal sealed class AuthSchemeHandler : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
        executionContext.RequestContext.Options?.RequestMarshaller is OperationMarshaller { IsUnsigned: true }
            ? AuthSchemeOption.DEFAULT_NOAUTH
            : AuthSchemeOption.DEFAULT_SIGV4;
}

/// <summary>Goes through the pages of an operation. One instance is for one pass, as in the official clients.</summary>
/// <param name="request">The first page's request; the token of each next page is put into it.</param>
/// <param name="call">The client's method.</param>
/// <param name="advance">Puts the next token from a response into the request; false if that was the last page.</param>
public sealed class OperationPaginator<TRequest, TResponse>(
    TRequest request,
    Func<TRequest, CancellationToken, Task<TResponse>> call,
    Func<TResponse, TRequest, bool> advance) : IPaginator<TResponse>
    where TRequest : AmazonWebServiceRequest
{
    private int _used;

    /// <inheritdoc />
    public async IAsyncEnumerable<TResponse> PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _used, 1) != 0)
        {
            throw new InvalidOperationException("Paginator has already been consumed and cannot be reused. Please create a new instance.");
        }

        PaginatorUtils.SetUserAgentAdditionOnRequest(request);
        bool more;
        do
        {
            var response = await call(request, cancellationToken).ConfigureAwait(false);
            more = advance(response, request);
            cancellationToken.ThrowIfCancellationRequested();
            yield return response;
        }
        while (more);
    }
}
