namespace Infra.Plugins.Account;

public sealed class ListProfilesTests : AccountTest, IDisposable
{
    public void Dispose() => File.Delete(Profiles);

    [Fact]
    public async Task It_tells_kinds_regions_and_roles_and_never_a_key()
    {
        await File.WriteAllTextAsync(Profiles, """
            [sso-session acme]
            sso_start_url = https://acme.awsapps.com/start
            sso_region = eu-west-1

            [profile dev]
            region = eu-west-1
            sso_session = acme
            sso_account_id = 123456789012
            sso_role_name = Reader

            [profile prod]
            role_arn = arn:aws:iam::210987654321:role/Reader
            source_profile = old

            [profile old]
            aws_access_key_id = AKIAIOSFODNN7EXAMPLE
            aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY

            [profile vault]
            credential_process = /usr/bin/vault --token s3cr3t
            """);
        var (_, context) = Server();

        var page = await RunAsync(ListProfiles.Tool, new { }, context);

        Assert.Equal(
        [
            """{"name":"dev","kind":"sso","region":"eu-west-1","ssoStartUrl":"https://acme.awsapps.com/start","ssoAccountId":"123456789012","ssoRoleName":"Reader","allowed":true,"usable":false,"problem":"The AWS profile 'dev' is not signed in to IAM Identity Center.","hint":"Run 'infra sign-in dev' in a terminal, then call again; the server need not be restarted."}""",
            """{"name":"old","kind":"static","allowed":false,"usable":true}""",
            """{"name":"prod","kind":"role","roleArn":"arn:aws:iam::210987654321:role/Reader","sourceProfile":"old","allowed":true,"usable":true}""",
            """{"name":"vault","kind":"process","allowed":false,"usable":true}""",
        ], page.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
    }
}
