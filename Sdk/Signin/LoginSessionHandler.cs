using System;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Signin.Model;
using Amazon.Util;

namespace Amazon.Signin.Internal;

/// <summary>
/// Refreshes a login session: proves that the caller has its key, and puts the new credentials into the cache that 'aws login' has
/// made. AWSSDK.Core reads them from there.
/// </summary>
internal sealed class LoginSessionHandler : PipelineHandler
{
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        if (context.OriginalRequest is not CreateOAuth2TokenRequest { TokenInput: { } input })
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }

        if (input.GrantType != "refresh_token")
        {
            throw new NotSupportedException("The stand-in client only refreshes login sessions. Sign in with 'aws login'.");
        }

        var session = await CachedLoginSession.FindAsync(input.RefreshToken, context.CancellationToken).ConfigureAwait(false);
        string key = session.DPoPKey;
        var address = new UriBuilder(AmazonServiceClient.ComposeUrl(context.Request)) { Query = "" };
        context.Request.Headers[HeaderKeys.DPoPHeader] = DPoPProof.Create(context.Request.HttpMethod, address.Uri.AbsoluteUri, ref key);
        var response = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        if (response is CreateOAuth2TokenResponse { TokenOutput: { } output })
        {
            session.Save(output);
        }

        return response;
    }
}
