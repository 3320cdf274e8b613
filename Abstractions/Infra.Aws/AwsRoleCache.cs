using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Runtime;

namespace Infra.Aws;

/// <summary>
/// Sessions of roles that demand a code of an MFA device, where the AWS CLI keeps them (<c>~/.aws/cli/cache</c>): whoever gave a code to
/// one program need not give another to the next.
/// </summary>
public static class AwsRoleCache
{
    private static readonly TimeSpan LeastLeft = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file of a session: botocore names it by a digest of what STS is asked for, without the code.</summary>
    /// <param name="asked">The parameters of AssumeRole that were given, by their names: texts, and numbers as <see cref="int"/>.</param>
#pragma warning disable CA5350 // The name that the AWS CLI gives the file.
    public static string FileOf(IEnumerable<KeyValuePair<string, object?>> asked)
    {
        // As Python's json.dumps(…, sort_keys=True) writes it.
        var pairs = asked.Where(a => a.Value is not null).OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => $"\"{a.Key}\": {JsonSerializer.Serialize(a.Value, Plain)}");
        var name = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes($"{{{string.Join(", ", pairs)}}}")));
        return Path.Combine(AwsEnvironment.Home, ".aws", "cli", "cache", $"{name}.json");
    }
#pragma warning restore CA5350

    /// <summary>The file of the session of a profile with <c>role_arn</c>.</summary>
    public static string FileOf(AwsProfile profile) => FileOf(
    [
        new("RoleArn", profile["role_arn"]), new("SerialNumber", profile["mfa_serial"]), new("ExternalId", profile["external_id"]),
        new("RoleSessionName", profile["role_session_name"]),
        new("DurationSeconds", int.TryParse(profile["duration_seconds"], CultureInfo.InvariantCulture, out var seconds) ? seconds : null),
    ]);

    /// <summary>A session that is kept and lasts at least a minute more; null where there is none.</summary>
    /// <param name="file">What <see cref="FileOf(AwsProfile)"/> gave.</param>
    public static (ImmutableCredentials Keys, DateTimeOffset Expires)? Find(string file)
    {
        try
        {
            if (!File.Exists(file)) return null;
            var kept = JsonElement.Parse(NamedFile.ReadAllBytes(file)).GetProperty("Credentials");
            // Older releases of the AWS CLI wrote UTC in place of the offset.
            var expires = DateTimeOffset.Parse(kept.GetProperty("Expiration").GetString()!.Replace("UTC", "Z", StringComparison.Ordinal),
                CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            return expires - TimeProvider.System.GetUtcNow() < LeastLeft ? null : (new(Text("AccessKeyId"), Text("SecretAccessKey"),
                Text("SessionToken")), expires);

            string Text(string name) => kept.GetProperty(name).GetString()!;
        }
        // What another program wrote is as good as nothing where it cannot be read.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException or ArgumentException or NullReferenceException)
        {
            return null;
        }
    }
}
