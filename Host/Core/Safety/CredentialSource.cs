using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>One way to keys, as AWS's rules find it.</summary>
/// <param name="Keys">Gets them, and renews them before they expire.</param>
/// <param name="Description">Where they are from, for <c>account_whoami</c>.</param>
/// <param name="Profile">The profile that says so; null for the environment and the machine.</param>
internal sealed record CredentialSource(AWSCredentials Keys, string Description, AwsProfile? Profile)
{
    /// <summary>What assumes the role whose session these are; null when they are no session of a configured role.</summary>
    public CredentialSource? Beneath { get; private init; }

    private const string ContainerVariables =
        "AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, and "
        + "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE or AWS_CONTAINER_AUTHORIZATION_TOKEN";

    /// <summary>The variables that name this way, where no profile does; null where it was only tried, as the instance's role is.</summary>
    private string? Named { get; init; }

    /// <summary>As failures name it, where that is not the description: what follows "credentials" and a colon is taken for one.</summary>
    private string? Short { get; init; }

    /// <summary>The configured role that is assumed with the keys beneath; null when there is none.</summary>
    private string? RoleArn { get; init; }

    private bool IsChosen => Profile is not null || Beneath is not null || Named is not null;

    /// <summary>What may be asked of AWS on the way to keys.</summary>
    public static readonly string[] Actions =
        ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sso:GetRoleCredentials", "ssooidc:CreateToken", "sso-oauth:CreateToken",
            "signin:CreateOAuth2Token"];

    /// <summary>
    /// The profile of this name and nothing else; or, without a name: the environment's keys, the default profile, the environment's web
    /// identity, the container's role, the instance's role.
    /// </summary>
    /// <exception cref="ToolException">The profile cannot be used, or there is no credential at all.</exception>
    public static CredentialSource Find(string? profile, AwsProfiles files, AwsTarget target)
    {
        if (profile is not null) return OfProfile(files.Named(profile), files, target);
        if (FromEnvironment() is { } keys) return new(keys, "environment variables", null);

        var standard = files.Named(AwsProfiles.Default);
        if (standard.Kind() is not "other") return OfProfile(standard, files, target);
        if (AwsEnvironment.Get("AWS_WEB_IDENTITY_TOKEN_FILE") is { } token)
        {
            var role = AwsEnvironment.Get("AWS_ROLE_ARN") ?? throw new ToolException(ToolErrorCode.NoCredentials,
                "The environment has AWS_WEB_IDENTITY_TOKEN_FILE without AWS_ROLE_ARN.", "Set both, or neither, and restart the server.");
            return new(RoleCredentials.ByToken(token, role, AwsEnvironment.Get("AWS_ROLE_SESSION_NAME"), null, target),
                $"web identity, role {role}", null)
            {
                Named = "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN",
                Short = $"web identity, role {role[(role.LastIndexOf('/') + 1)..]}",
            };
        }

        if (AwsEnvironment.Get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is not null
            || AwsEnvironment.Get("AWS_CONTAINER_CREDENTIALS_FULL_URI") is not null)
            return new(Container(), "container role", null) { Named = ContainerVariables };
        return string.Equals(AwsEnvironment.Get("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            ? throw None(null)
            : new(new InstanceRole(), "instance role", null);
    }

    /// <summary>A session of a role, got with these keys.</summary>
    public CredentialSource Assume(RoleRequest role, AwsTarget target) => this with
    {
        Keys = RoleCredentials.ByKeys(Keys, role, target),
        Description = $"{Description}, then role {role.Arn}",
        Beneath = this,
        RoleArn = role.Arn,
    };

    /// <summary>That the keys did not come in time.</summary>
    public ToolException Late(TimeSpan limit) => new(ToolErrorCode.Unavailable,
        string.Create(CultureInfo.InvariantCulture, $"The credentials of {Owner} did not come in {Math.Ceiling(limit.TotalSeconds):F0} s."),
        Profile?["credential_process"] is not null
            ? "If its credential_process asks for something, answer it and call again. Otherwise run that command in a terminal to see "
                + "why it does not end."
            : "Check the network and the proxy, then call again.");

    /// <summary>Why the keys could not be got, in the contract's words.</summary>
    public ToolException Explain(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException) if (e is ToolException told) return told;
        for (var e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AmazonServiceException ended when IsEnd(ended):
                    return Expired(e.Message, failure);
                case AmazonServiceException passing when
                    AwsErrorTable.Find(null, passing.ErrorCode, passing.StatusCode) is var meaning
                    && (meaning == AwsErrorTable.Throttled || meaning == AwsErrorTable.Failure):
                    return new(meaning.Code, RoleArn is not null && e is AmazonSecurityTokenServiceException
                            ? $"The role {RoleArn} was not assumed: {e.Message}"
                            : $"The credentials of {Owner} could not be fetched: {e.Message}",
                        meaning.Hint, failure)
                    {
                        AwsErrorCode = string.IsNullOrEmpty(passing.ErrorCode) ? null : passing.ErrorCode,
                    };
                case AmazonSecurityTokenServiceException { StatusCode: HttpStatusCode.Forbidden } when RoleArn is not null:
                    return new(ToolErrorCode.AccessDenied, $"The role {RoleArn} cannot be assumed: {e.Message}",
                        "Check that the role is there, its trust policy, and the external id in plugins.json.", failure);
                case AmazonServiceException { StatusCode: HttpStatusCode.Forbidden }:
                    return new(ToolErrorCode.AccessDenied, $"AWS gives {Owner} no credentials: {e.Message}",
                        "Check the role's trust policy and the source profile, or the account and role of the profile.", failure);
                case AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest } when IsChosen:
                    return new(ToolErrorCode.NoCredentials, $"AWS gives {Owner} no credentials: {e.Message}",
                        ShowSettings, failure);
                // The SDK unwraps what a connection that broke off is told by.
                case HttpRequestException or TimeoutException or HttpIOException or SocketException when IsChosen:
                    return new(ToolErrorCode.Unavailable,
                        $"The credentials of {Owner} could not be fetched: the service that gives them cannot be reached.",
                        "Check the network, the proxy and AWS_ENDPOINT_URL, then call again.", failure);
            }
        }

        if (Profile?.SignIn() is not null) return Expired("the session has expired or was never started", failure);
        return !IsChosen ? None(failure)
            : new(ToolErrorCode.NoCredentials,
                failure is AmazonClientException
                    ? $"The credentials of {Owner} could not be had: {failure.Message.TrimEnd('.')}."
                    : $"The credentials of {Owner} could not be had.", ShowSettings, failure);
    }

    // A session, or what it was got with: keys, a web identity token, a grant.
    private static bool IsEnd(AmazonServiceException e) =>
        e is { StatusCode: HttpStatusCode.Unauthorized } or { ErrorCode: "UnauthorizedException" }
            or { ErrorCode: "InvalidIdentityToken" or "InvalidGrantException" }
        || AwsErrorTable.Find(null, e.ErrorCode, e.StatusCode) is var meaning
            && (meaning == AwsErrorTable.Expired || meaning == AwsErrorTable.InvalidKeys);

    private string Owner => Profile is not null ? $"profile '{Profile.Name}'" : Named is not null ? $"the {Short ?? Description}"
        : "this machine";

    private string ShowSettings => Profile is null && Named is not null ? $"Check {Named}."
        : $"'aws configure list --profile {Profile?.Name ?? "NAME"}' shows its settings.";

    private ToolException Expired(string why, Exception failure) =>
        new(ToolErrorCode.CredentialsExpired, $"The credentials of {Owner} could not be renewed: {why.TrimEnd('.')}.",
            Profile?.SignIn() is { } command ? $"Run '{command}' in a terminal, then call again; the server need not be restarted."
                : "Renew the credentials that it builds upon, then call again; the server need not be restarted.", failure);

    private static ToolException None(Exception? failure) =>
        new(ToolErrorCode.NoCredentials, "No usable AWS credentials were found.",
            AwsErrors.NoCredentials, failure);

    private static AWSCredentials? FromEnvironment() =>
        (AwsEnvironment.Get("AWS_ACCESS_KEY_ID"), AwsEnvironment.Get("AWS_SECRET_ACCESS_KEY"),
            AwsEnvironment.Get("AWS_SESSION_TOKEN") ?? AwsEnvironment.Get("AWS_SECURITY_TOKEN")) switch
        {
            (null, null, _) => null,
            ({ } id, { } secret, null) => new BasicAWSCredentials(id, secret),
            ({ } id, { } secret, { } token) => new SessionAWSCredentials(id, secret, token),
            var (id, _, _) => throw new ToolException(ToolErrorCode.NoCredentials,
                id is null ? "The environment has AWS_SECRET_ACCESS_KEY without AWS_ACCESS_KEY_ID."
                    : "The environment has AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY.",
                "Set both, or neither, and restart the server."),
        };

    // The SDK looks at the address before it asks there, if it is one at all.
    private static GenericContainerCredentials Container()
    {
        if (AwsEnvironment.Get("AWS_CONTAINER_CREDENTIALS_FULL_URI") is { } uri && !Uri.IsWellFormedUriString(uri, UriKind.Absolute))
            throw new ToolException(ToolErrorCode.NoCredentials, $"AWS_CONTAINER_CREDENTIALS_FULL_URI is '{uri}', which is no address.",
                $"Check {ContainerVariables}.");
        try
        {
            return new GenericContainerCredentials();
        }
        catch (ArgumentException e)
        {
            throw new ToolException(ToolErrorCode.NoCredentials, $"The container gives no credentials: {e.Message.TrimEnd('.')}.",
                $"Check {ContainerVariables}.", e);
        }
    }

    private static CredentialSource OfProfile(AwsProfile profile, AwsProfiles files, AwsTarget target)
    {
        if (profile.Problem(files, canAsk: OneTimeCode.Ask is not null) is { } problem) throw problem;
        return KeysOf(profile, files, target);
    }

    // That the profiles build upon each other without a circle was checked before.
    private static CredentialSource KeysOf(AwsProfile profile, AwsProfiles files, AwsTarget target, bool keysFirst = false)
    {
        var kind = keysFirst ? Static(profile) : profile.Kind();
        var (keys, owner) = kind switch
        {
            "web-identity" => (RoleCredentials.ByToken(profile["web_identity_token_file"]!, profile["role_arn"]!,
                profile["role_session_name"], Duration(profile), target), profile),
            "role" => Role(profile, files, target),
            "sso" => (new SSOAWSCredentials(profile["sso_account_id"], profile.Sso("sso_region"), profile["sso_role_name"],
                profile.Sso("sso_start_url"), new() { SessionName = profile["sso_session"] }), profile),
            "login" => (new LoginAWSCredentials(
                new()
                {
                    LoginSession = profile["login_session"],
                    ProfileName = profile.Name,
                    Region = target.Region ?? profile["region"]
                }), profile),
            "session" => (new SessionAWSCredentials(profile["aws_access_key_id"], profile["aws_secret_access_key"],
                AwsProfileCheck.Token(profile)), profile),
            "process" => (new HelperCredentials(profile["credential_process"]!, profile.Name), profile),
            _ => ((AWSCredentials)new BasicAWSCredentials(profile["aws_access_key_id"], profile["aws_secret_access_key"]), profile),
        };
        return new(keys, $"profile {profile.Name} ({kind})", owner);
    }

    private static string Static(AwsProfile profile) => AwsProfileCheck.Token(profile) is null ? "static" : "session";

    // The profile to sign in to is that at the end of the chain.
    private static (AWSCredentials Keys, AwsProfile Owner) Role(AwsProfile profile, AwsProfiles files, AwsTarget target)
    {
        var role = new RoleRequest(profile["role_arn"]!)
        {
            SessionName = profile["role_session_name"],
            ExternalId = profile["external_id"],
            MfaSerial = profile["mfa_serial"],
            SignIn = profile.SignIn(),
            Seconds = Duration(profile),
        };
        var source = profile["source_profile"] is { } name
            ? KeysOf(files.All[name], files, target,
                keysFirst: name == profile.Name || files.All[name]["aws_access_key_id"] is not null && files.All[name]["role_arn"] is null)
            : new(profile["credential_source"] switch
            {
                "Environment" => FromEnvironment() ?? throw None(null),
                "EcsContainer" => Container(),
                _ => new InstanceRole(),
            }, "", null);
        return (RoleCredentials.ByKeys(source.Keys, role, target with { Profile = profile.Name }),
            source.Profile?.SignIn() is null ? profile : source.Profile);
    }

    private static int? Duration(AwsProfile profile) => profile["duration_seconds"] switch
    {
        null => null,
        var text when int.TryParse(text, out var seconds) && seconds is >= 900 and <= 43200 => seconds,
        _ => throw new ToolException(ToolErrorCode.NoCredentials,
            $"duration_seconds of the AWS profile '{profile.Name}' must be a number from 900 to 43200.",
            "Correct the AWS configuration file."),
    };
}
