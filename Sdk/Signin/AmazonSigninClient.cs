using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.SharedInterfaces;
using Amazon.Signin.Internal;
using Amazon.Signin.Model;
using Infra.Sdk;

namespace Amazon.Signin;

/// <summary>The client also has what AWSSDK.Core asks of it for profiles with <c>login_session</c>.</summary>
public partial interface IAmazonSignin : ICoreAmazonSignin;

/// <summary>AWSSDK.Core finds this class, its configuration and their assembly by their names.</summary>
public partial class AmazonSigninClient
{
    async Task<CoreCreateOAuth2TokenResponse> ICoreAmazonSignin.CreateOAuth2TokenAsync(
        CoreCreateOAuth2TokenRequest request, bool invokedFromTool, CancellationToken cancellationToken)
    {
        var input = request.TokenInput;
        var response = await CreateOAuth2TokenAsync(
            new CreateOAuth2TokenRequest
            {
                TokenInput = new CreateOAuth2TokenRequestBody
                {
                    ClientId = input.ClientId,
                    Code = input.Code,
                    CodeVerifier = input.CodeVerifier,
                    GrantType = input.GrantType,
                    RedirectUri = input.RedirectUri,
                    RefreshToken = input.RefreshToken,
                },
            },
            cancellationToken).ConfigureAwait(false);
        var output = response.TokenOutput;
        return new CoreCreateOAuth2TokenResponse
        {
            TokenOutput = new CoreCreateOAuth2TokenResponseBody
            {
                AccessToken = new CoreAccessToken
                {
                    AccessKeyId = output.AccessToken.AccessKeyId,
                    SecretAccessKey = output.AccessToken.SecretAccessKey,
                    SessionToken = output.AccessToken.SessionToken,
                },
                ExpiresIn = output.ExpiresIn,
                IdToken = output.IdToken,
                RefreshToken = output.RefreshToken,
                TokenType = output.TokenType,
            },
        };
    }

    string ICoreAmazonSignin.GenerateDPoPProof(string httpMethod, string uri, ref string dpopKey) =>
        DPoPProof.Create(httpMethod, uri, ref dpopKey);

    string ICoreAmazonSignin.GetBaseEndpoint() =>
        Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new CreateOAuth2TokenRequest())).URL;

    static partial void AddHandlers(RuntimePipeline pipeline) =>
        pipeline.AddHandlerAfter<RuleSetEndpointResolver>(new LoginSessionHandler());
}
