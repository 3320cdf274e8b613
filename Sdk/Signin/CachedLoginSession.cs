using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal.Util;
using Amazon.Signin.Model;
using Amazon.Util;
using Amazon.Util.Internal;

namespace Amazon.Signin.Internal;

/// <summary>A file of the login cache, which the AWS CLI and the other AWS SDKs read and write, too.</summary>
internal sealed class CachedLoginSession
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string _path;

    private CachedLoginSession(LoginTokenFile file) => (_path, DPoPKey) = (file.LoginTokenFilePath, file.LoginToken.DPoPKey);

    /// <summary>The private key that the session is bound to.</summary>
    public string DPoPKey { get; }

    /// <summary>The session that a refresh token belongs to, whatever profile it was made for.</summary>
    /// <exception cref="AmazonClientException">None has this token.</exception>
    public static async Task<CachedLoginSession> FindAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var cache = new LoginTokenFileCache(CryptoUtilFactory.CryptoInstance, new FileRetriever(), new DirectoryRetriever());
        var files = await cache.ScanLoginTokensAsync(null, cancellationToken).ConfigureAwait(false);
        return files.FirstOrDefault(file => file.LoginToken.RefreshToken == refreshToken
            && file.LoginToken.DPoPKey is not null) is { } found
            ? new CachedLoginSession(found)
            : throw new AmazonClientException(
                "The login cache no longer has this session: it was refreshed or signed out meanwhile. Try again, or sign in with 'aws "
                    + "login'.");
    }

    /// <summary>Puts new credentials into the file and leaves everything else in it as it is.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public void Save(CreateOAuth2TokenResponseBody output)
    {
        var content = JsonNode.Parse(File.ReadAllText(_path))!.AsObject();
        var expiry = AWSSDKUtils.CorrectedUtcNow.AddSeconds(output.ExpiresIn ?? 0);
        content["accessToken"] = new JsonObject
        {
            ["accessKeyId"] = output.AccessToken.AccessKeyId,
            ["secretAccessKey"] = output.AccessToken.SecretAccessKey,
            ["sessionToken"] = output.AccessToken.SessionToken,
            ["accountId"] = content["accessToken"]?["accountId"]?.DeepClone(),
            ["expiresAt"] = expiry.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };
        content["refreshToken"] = output.RefreshToken;
        Replace(content.ToJsonString(Indented));
    }

    /// <summary>In one step, so that another process never reads half a file. Only the owner may read it.</summary>
    private void Replace(string text)
    {
        string next = $"{_path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var writer = new StreamWriter(next, options))
            {
                writer.Write(text);
            }

            File.Move(next, _path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }
}
