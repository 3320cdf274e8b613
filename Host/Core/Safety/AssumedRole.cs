using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Identity;
using Amazon.Runtime.Internal;

namespace Infra.Core.Safety;

/// <summary>
/// Signs every request with a session of the configured role, got with whatever credentials the client itself found. With the
/// policy of the enabled tools as session policy, AWS itself then enforces the mode. It stands in the pipeline and not at the making
/// of clients, so that no plugin can go around it.
/// </summary>
/// <param name="roleArn">The role.</param>
/// <param name="policy">The session policy; null for all that the role may do.</param>
internal sealed class AssumedRole(string roleArn, string? policy)
{
    private readonly ConditionalWeakTable<AWSCredentials, AssumeRoleAWSCredentials> sessions = [];

    /// <summary>Puts the role into a client's pipeline, between finding credentials and signing.</summary>
    public void AddTo(RuntimePipeline pipeline) => pipeline.AddHandlerBefore<Signer>(new Handler(this));

    private BaseIdentity? Session(BaseIdentity? identity) =>
        identity is AWSCredentials source and not AssumedSession && !AwsGuard.FetchesCredentials
            ? sessions.GetValue(source, s => new AssumedSession(s, roleArn, policy))
            : identity;

    private sealed class AssumedSession(AWSCredentials source, string roleArn, string? policy)
        : AssumeRoleAWSCredentials(source, roleArn, "infra", new() { Policy = policy });

    private sealed class Handler(AssumedRole role) : PipelineHandler
    {
        public override void InvokeSync(IExecutionContext executionContext)
        {
            executionContext.RequestContext.Identity = role.Session(executionContext.RequestContext.Identity);
            base.InvokeSync(executionContext);
        }

        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            executionContext.RequestContext.Identity = role.Session(executionContext.RequestContext.Identity);
            return base.InvokeAsync<T>(executionContext);
        }
    }
}
