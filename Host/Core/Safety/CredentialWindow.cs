using System.Collections.Frozen;
using System.Reflection;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace Infra.Core.Safety;

/// <summary>
/// Marks the two parts of a request's pipeline in which the SDK gets credentials for it: when it resolves the identity, and when it
/// signs. Requests that start there may be the SDK's own. Around these parts code of a tool can run (the client's events, its HTTP
/// handlers), so the window is closed there.
/// </summary>
internal sealed class CredentialWindow(bool open) : PipelineHandler
{
    private static readonly AsyncLocal<IRequestContext?> Current = new();

    private static readonly FrozenSet<string> Operations = new[]
    {
        "STS AssumeRole", "STS AssumeRoleWithWebIdentity", "SSO GetRoleCredentials", "SSO OIDC CreateToken", "Signin CreateOAuth2Token",
    }.ToFrozenSet();

    private static readonly FrozenSet<Assembly> Trusted = new[]
    {
        typeof(AWSCredentials).Assembly, typeof(AmazonSecurityTokenServiceClient).Assembly, typeof(AmazonSSOClient).Assembly,
        typeof(AmazonSSOOIDCClient).Assembly, typeof(CredentialWindow).Assembly,
    }.ToFrozenSet();

    /// <summary>The request for which credentials are being fetched on this flow of execution; null when none is.</summary>
    public static IRequestContext? Outer
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    /// <summary>Whether a request inside the window is one that the SDK needs to get credentials for the outer one.</summary>
    /// <param name="outer">The request in whose window it starts.</param>
    /// <param name="service">The inner request's service id.</param>
    /// <param name="operation">The inner request's operation.</param>
    public static bool Permits(IRequestContext outer, string service, string operation) =>
        Operations.Contains($"{service} {operation}")
        && IsTrusted(outer.ExplicitAWSCredentials) && IsTrusted(outer.Identity) && IsTrusted(outer.ClientConfig.DefaultAWSCredentials)
        && IsTrusted(outer.ClientConfig.IdentityResolverConfiguration) && IsTrusted(outer.ClientConfig.AWSTokenProvider);

    public static void AddTo(RuntimePipeline pipeline)
    {
        pipeline.AddHandlerAfter<Marshaller>(new CredentialWindow(open: true));
        // The client's BeforeRequestEvent is raised by the first callback behind the marshaller.
        if (pipeline.EnumerateHandlers().SkipWhile(h => h is not Marshaller).FirstOrDefault(h => h is CallbackHandler) is { OuterHandler: { } before } callback)
        {
            var close = new CredentialWindow(open: false) { OuterHandler = before, InnerHandler = callback };
            (before.InnerHandler, callback.OuterHandler) = (close, close);
        }

        pipeline.AddHandlerBefore<Signer>(new CredentialWindow(open: true));
        pipeline.AddHandlerAfter<Signer>(new CredentialWindow(open: false));
    }

    public override void InvokeSync(IExecutionContext executionContext)
    {
        var before = Outer;
        Outer = open ? executionContext.RequestContext : null;
        try
        {
            base.InvokeSync(executionContext);
        }
        finally
        {
            Outer = before;
        }
    }

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        Outer = open ? executionContext.RequestContext : null;
        return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
    }

    private static bool IsTrusted(object? source) => source is null || Trusted.Contains(source.GetType().Assembly);
}
