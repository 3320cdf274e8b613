using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Infra.Core.Safety;

/// <summary>
/// Gives each attempt of a request the credentials of the call in progress, whatever its client was made with. It stands below the
/// retries and above all that signs.
/// </summary>
internal sealed class CredentialsHandler : PipelineHandler
{
    /// <summary>Puts the handler into a client's pipeline.</summary>
    public static void AddTo(RuntimePipeline pipeline) => pipeline.AddHandlerAfter<RetryHandler>(new CredentialsHandler());

    public override void InvokeSync(IExecutionContext executionContext)
    {
        var call = CallOf(executionContext.RequestContext);
        if (call is not null) executionContext.RequestContext.Identity =
            Task.Run(() => IdentityAsync(call, executionContext.RequestContext)).GetAwaiter().GetResult();
        try
        {
            base.InvokeSync(executionContext);
        }
        catch (AmazonServiceException e)
        {
            call?.Heed(e);
            throw;
        }
    }

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var call = CallOf(executionContext.RequestContext);
        if (call is not null)
            executionContext.RequestContext.Identity = await IdentityAsync(call, executionContext.RequestContext).ConfigureAwait(false);
        try
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
        catch (AmazonServiceException e)
        {
            call?.Heed(e);
            throw;
        }
    }

    // Null for requests that keep their identity: those that get credentials, those that are not signed with keys, and the host's own
    // question whom certain keys belong to.
    private static CallCredentials? CallOf(IRequestContext context) =>
        Credentials.Fetching || context.Signer is NullSigner or BearerTokenSigner || context.ExplicitAWSCredentials is FixedCredentials
            ? null : Credentials.Call;

    private static async Task<FixedCredentials> IdentityAsync(CallCredentials call, IRequestContext context)
    {
        var operation = context.RequestName.EndsWith("Request", StringComparison.Ordinal)
            ? context.RequestName[..^"Request".Length] : context.RequestName;
        var found = await call.ForRequestAsync(AwsOperations.IsRead(context.ServiceMetaData.ServiceId, operation),
            context.CancellationToken).ConfigureAwait(false);
        return new(found.Keys);
    }
}

/// <summary>Keys that stay as they are: what was checked is what signs.</summary>
internal sealed class FixedCredentials(ImmutableCredentials keys) : AWSCredentials
{
    public override ImmutableCredentials GetCredentials() => keys;
}
