using System;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Util;

namespace Amazon.Signin.Internal;

/// <summary>A proof of possession of the key that a login session is bound to (RFC 9449).</summary>
internal static class DPoPProof
{
    /// <summary>Signs a proof for one request.</summary>
    /// <param name="httpMethod">The method of the request.</param>
    /// <param name="uri">The address of the request, without query and fragment.</param>
    /// <param name="key">The private key as PEM, on curve P-256. If it is null, a new one is made and given back.</param>
    /// <exception cref="AmazonClientException">The key cannot be read.</exception>
    public static string Create(string httpMethod, string uri, ref string key)
    {
        using var ecdsa = ECDsa.Create();
        if (key is null)
        {
            ecdsa.GenerateKey(ECCurve.NamedCurves.nistP256);
            key = ecdsa.ExportECPrivateKeyPem();
        }
        else
        {
            Import(ecdsa, key);
        }

        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        var header = new JsonObject
        {
            ["typ"] = "dpop+jwt",
            ["alg"] = "ES256",
            ["jwk"] = new JsonObject
            {
                ["kty"] = "EC",
                ["x"] = LoginUtils.Base64UrlEncode(point.X),
                ["y"] = LoginUtils.Base64UrlEncode(point.Y),
                ["crv"] = "P-256",
            },
        };
        var claims = new JsonObject
        {
            ["htm"] = httpMethod,
            ["htu"] = uri,
            ["iat"] = new DateTimeOffset(AWSSDKUtils.CorrectedUtcNow).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString(),
        };
        string signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{LoginUtils.Base64UrlEncode(ecdsa.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static void Import(ECDsa ecdsa, string key)
    {
        Exception cause = null;
        try
        {
            ecdsa.ImportFromPem(key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            cause = e;
        }

        // The message must not hold the key, and the cause does not.
        if (cause is not null || ecdsa.KeySize != 256)
        {
            throw new AmazonClientException(
                "The key of the login session is not a private key on curve P-256. Sign in again with 'aws login'.", cause);
        }
    }

    private static string Encode(JsonObject part) => LoginUtils.Base64UrlEncode(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
