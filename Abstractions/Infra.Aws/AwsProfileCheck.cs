using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Infra.Aws;

/// <summary>How a profile gets credentials, and what keeps it from that.</summary>
public static class AwsProfileCheck
{
    /// <summary>
    /// In the AWS CLI's order: <c>role</c>, <c>web-identity</c>, <c>sso</c>, <c>login</c>, <c>session</c> (temporary keys),
    /// <c>static</c>, <c>process</c>; <c>other</c> when it names no credentials.
    /// </summary>
    public static string Kind(this AwsProfile profile) =>
        profile["web_identity_token_file"] is not null ? "web-identity"
        : profile["role_arn"] is not null ? "role"
        : profile["sso_session"] is not null || profile["sso_account_id"] is not null || profile["sso_start_url"] is not null ? "sso"
        : profile["login_session"] is not null ? "login"
        : profile["aws_access_key_id"] is not null || profile["aws_secret_access_key"] is not null ? Token(profile) is null
            ? "static" : "session"
        : profile["credential_process"] is not null ? "process"
        : "other";

    /// <summary>The session token of temporary keys.</summary>
    public static string? Token(AwsProfile profile) => profile["aws_session_token"] ?? profile["aws_security_token"];

    /// <summary>
    /// Why the profile cannot be used as it is, and the command that helps; null when nothing is known against it. Asks nobody.
    /// </summary>
    /// <param name="profile">A profile.</param>
    /// <param name="files">The files that it is from, for the profiles it builds upon.</param>
    /// <param name="canAsk">Whether a person can be asked for the code of an MFA device.</param>
    public static ToolException? Problem(this AwsProfile profile, AwsProfiles files, bool canAsk = false) =>
        Problem(profile, files, canAsk, []);

    /// <summary>Drops the token of a profile's IAM Identity Center session, which AWS no longer takes.</summary>
    public static void ForgetSsoToken(this AwsProfile profile)
    {
        try
        {
            File.Delete(SsoFile(profile));
        }
        // Nothing was kept, or it stays and the next attempt says so.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>The command that signs in to a profile of this kind; null where no command does.</summary>
    public static string? SignIn(this AwsProfile profile) => profile.Kind() switch
    {
        "sso" => $"infra sign-in {profile.Name}",
        "role" when profile["mfa_serial"] is not null => $"infra sign-in {profile.Name}",
        "login" => $"aws login --profile {profile.Name}",
        _ => null,
    };

    private static ToolException? Problem(AwsProfile profile, AwsProfiles files, bool canAsk, HashSet<string> seen)
    {
        if (!profile.Exists) return Unknown(profile);
        if (!seen.Add(profile.Name))
            return Wrong($"The AWS profile '{profile.Name}' names itself as its source_profile, directly or through others.");
        return profile.Kind() switch
        {
            "role" => RoleProblem(profile, files, canAsk, seen),
            "web-identity" when profile["role_arn"] is null => Wrong(Lacks(profile, "role_arn")),
            "web-identity" when !File.Exists(profile["web_identity_token_file"]) =>
                Wrong($"The token file of the AWS profile '{profile.Name}' does not exist: {profile["web_identity_token_file"]}."),
            "sso" => SsoProblem(profile),
            "login" when LoginToken(profile) is null => Expired($"The AWS profile '{profile.Name}' is not signed in.", profile),
            "static" or "session" when profile["aws_access_key_id"] is null => Wrong(Lacks(profile, "aws_access_key_id")),
            "static" or "session" when profile["aws_secret_access_key"] is null => Wrong(Lacks(profile, "aws_secret_access_key")),
            "other" => new(ToolErrorCode.NoCredentials, $"The AWS profile '{profile.Name}' names no credentials.",
                $"'aws configure sso --profile {profile.Name}' or 'aws configure --profile {profile.Name}' gives it some."),
            _ => null,
        };
    }

    private static ToolException? RoleProblem(AwsProfile profile, AwsProfiles files, bool canAsk, HashSet<string> seen)
    {
        var isAsked = profile["mfa_serial"] is not null;
        if (isAsked && AwsRoleCache.Find(AwsRoleCache.FileOf(profile)) is not null) return null;
        return SourceProblem(profile, files, canAsk, seen) ?? (!isAsked || canAsk ? null
            : Expired($"The AWS profile '{profile.Name}' has no session, and its role demands a code of an MFA device (mfa_serial).",
                profile));
    }

    private static ToolException? SourceProblem(AwsProfile profile, AwsProfiles files, bool canAsk, HashSet<string> seen)
    {
        return (profile["source_profile"], profile["credential_source"]) switch
        {
            (null, null) => Wrong(Lacks(profile, "source_profile or credential_source")),
            (not null, not null) => Wrong($"The AWS profile '{profile.Name}' has both source_profile and credential_source."),
            (null, "Environment") => Unset(profile, "the environment", "AWS_ACCESS_KEY_ID"),
            (null, "EcsContainer") =>
                Unset(profile, "the container", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
            (null, "Ec2InstanceMetadata") => null,
            (null, var other) => Wrong($"The AWS profile '{profile.Name}' has the unknown credential_source '{other}'."),
            ({ } source, _) when source == profile.Name =>
                profile["aws_access_key_id"] is not null && profile["aws_secret_access_key"] is not null ? null
                    : Wrong($"The AWS profile '{profile.Name}' names itself as its source_profile and has no keys."),
            ({ } source, _) when !files.All.ContainsKey(source) =>
                Missing($"The AWS profile '{profile.Name}' builds upon the profile '{source}', which is not in the AWS configuration "
                    + "files."),
            ({ } source, _) => Problem(files.All[source], files, canAsk, seen),
        };
    }

    private static ToolException? SsoProblem(AwsProfile profile)
    {
        foreach (var setting in new[] { "sso_account_id", "sso_role_name" })
            if (profile[setting] is null) return Wrong(Lacks(profile, setting));
        foreach (var setting in new[] { "sso_start_url", "sso_region" })
            if (profile.Sso(setting) is null) return Wrong(Lacks(profile, setting));

        if (SsoToken(profile) is not { } token)
            return Expired($"The AWS profile '{profile.Name}' is not signed in to IAM Identity Center.", profile);
        var renewable = profile["sso_session"] is not null && Text(token, "refreshToken") is not null;
        return !renewable && DateTimeOffset.TryParse(Text(token, "expiresAt")?.Replace("UTC", "Z", StringComparison.Ordinal),
            CultureInfo.InvariantCulture, out var end) && end <= TimeProvider.System.GetUtcNow()
            ? Expired($"The IAM Identity Center session of the AWS profile '{profile.Name}' has expired.", profile)
            : null;
    }

#pragma warning disable CA5350 // The name that the AWS CLI gives the file.
    private static string SsoFile(AwsProfile profile) => Path.Combine(AwsEnvironment.Home, ".aws", "sso", "cache",
        $"{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(profile["sso_session"] ?? profile.Sso("sso_start_url")!)))}.json");
#pragma warning restore CA5350

    private static JsonElement? SsoToken(AwsProfile profile) => Cached(SsoFile(profile));

    private static JsonElement? LoginToken(AwsProfile profile) => Cached(Path.Combine(
        AwsEnvironment.Get("AWS_LOGIN_CACHE_DIRECTORY") ?? Path.Combine(AwsEnvironment.Home, ".aws", "login", "cache"),
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(profile["login_session"]!.Trim())))}.json"));

    private static JsonElement? Cached(string path)
    {
        try
        {
            return File.Exists(path) ? JsonElement.Parse(NamedFile.ReadAllBytes(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString() : null;

    private static string Lacks(AwsProfile profile, string setting) => $"The AWS profile '{profile.Name}' lacks {setting}.";

    internal static ToolException Unknown(AwsProfile profile) =>
        Missing($"The AWS profile '{profile.Name}' is not in the AWS configuration files.");

    private static ToolException Missing(string message) =>
        new(ToolErrorCode.NoCredentials, message, "'aws configure list-profiles' shows those that exist.");

    private static ToolException Wrong(string message) => new(ToolErrorCode.NoCredentials, message,
        $"Correct the profile in {AwsProfiles.ConfigFile} or {AwsProfiles.CredentialsFile}, then call again; "
        + "the server need not be restarted.");

    private static ToolException? Unset(AwsProfile profile, string where, params ReadOnlySpan<string> variables)
    {
        foreach (var variable in variables) if (AwsEnvironment.Get(variable) is not null) return null;
        return new(ToolErrorCode.NoCredentials,
            $"The AWS profile '{profile.Name}' takes its keys from {where}, which does not set {string.Join(" or ", variables)}.",
            "Start the server where it is set, or correct credential_source of the profile.");
    }

    private static ToolException Expired(string message, AwsProfile profile) =>
        new(ToolErrorCode.CredentialsExpired, message,
            $"Run '{profile.SignIn()}' in a terminal, then call again; the server need not be restarted.");
}
