namespace Infra.Emulator.Iam;

public sealed class AccessTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Read =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}]}""";
    private const string Write =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::reports/*"}]}""";

    [Fact]
    public async Task A_policy_changes_by_versions_and_goes_back()
    {
        await CallAsync("iam_create_user", new { userName = "alice" });
        var arn = (await CallAsync("iam_create_policy", new { policyName = "reports", policyDocument = Read })).GetProperty("arn")
            .GetString()!;
        await CallAsync("iam_attach_policy", new { userName = "alice", policyArn = arn });

        var plan = await PlanAsync("iam_create_policy_version", new { policyArn = arn, policyDocument = Write });
        Assert.Contains("user alice", plan.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("v2", (await CallAsync("iam_create_policy_version", new { policyArn = arn, policyDocument = Write }))
            .GetProperty("version").GetString());
        var difference = (await CallAsync("iam_get_policy", new { policyArn = arn, compareTo = "v1" })).GetProperty("difference");
        Assert.Equal(2, difference.GetArrayLength());

        await CallAsync("iam_set_policy_version", new { policyArn = arn, version = "v1" });
        await ConfirmAsync("iam_delete_policy_version", new { policyArn = arn, version = "v2" });
        Assert.Equal("v1", (await CallAsync("iam_get_policy", new { policyArn = arn })).GetProperty("version").GetString());

        await CallAsync("iam_create_role", new { roleName = "web", service = "ec2.amazonaws.com" });
        await CallAsync("iam_set_boundary", new { roleName = "web", policyArn = arn });
        Assert.Equal(arn, (await CallAsync("iam_get_role", new { roleName = "web" })).GetProperty("permissionsBoundary").GetString());
    }

    [Fact]
    public async Task A_group_is_filled_and_emptied_and_a_key_is_turned_off()
    {
        foreach (var userName in new[] { "alice", "bob" }) await CallAsync("iam_create_user", new { userName });
        await CallAsync("iam_create_group", new { groupName = "admins" });
        await CallAsync("iam_update_group_members", new { groupName = "admins", addUsers = new[] { "alice", "bob" } });
        await CallAsync("iam_update_group_members", new { groupName = "admins", removeUsers = new[] { "bob" } });
        Assert.Equal("alice", Assert.Single((await CallAsync("iam_get_group", new { groupName = "admins" })).GetProperty("users")
            .EnumerateArray()).GetString());
        await ConfirmAsync("iam_delete_group", new { groupName = "admins", detachAll = true });

        var key = (await CallAsync("iam_create_access_key", new { userName = "bob" })).GetProperty("id").GetString();
        await CallAsync("iam_set_access_key_status", new { accessKeyId = key, status = "Inactive" });
        Assert.Equal("Inactive", (await CallAsync("iam_list_access_keys", new { userName = "bob" })).GetProperty("items")[0]
            .GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_password_from_a_persons_file_is_in_no_answer_and_no_journal()
    {
        const string password = "Blue-Horse-Staple-47!";
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.password");
        await File.WriteAllTextAsync(file, password + Environment.NewLine);
        await CallAsync("iam_create_user", new { userName = "alice" });

        var plan = await PlanAsync("iam_put_login_profile", new { userName = "alice", passwordFile = file });
        var result = await CallAsync("iam_put_login_profile", new { userName = "alice", passwordFile = file });
        File.Delete(file);

        Assert.True((await CallAsync("iam_get_user", new { userName = "alice" })).GetProperty("consoleAccess").GetBoolean());
        Assert.Contains(Uri.EscapeDataString(password),
            Wire.Seen.Single(r => r.Operation == "CreateLoginProfile").Body.Replace("+", "%20", StringComparison.Ordinal),
                StringComparison.Ordinal);
        Assert.DoesNotContain(password, plan.GetRawText() + result.GetRawText() + Server.ReadJournal(), StringComparison.Ordinal);
        await ConfirmAsync("iam_delete_login_profile", new { userName = "alice" });
        Assert.False((await CallAsync("iam_get_user", new { userName = "alice" })).GetProperty("consoleAccess").GetBoolean());
    }

    [Fact]
    public async Task Providers_are_made_found_and_deleted_with_a_look_at_who_trusts_them()
    {
        var oidc = (await CallAsync("iam_create_oidc_provider",
            new
            {
                url = "https://token.actions.githubusercontent.com",
                clientIds = new[] { "sts.amazonaws.com" },
                thumbprints = new[] { new string('a', 40) }
            }))
            .GetProperty("arn").GetString()!;
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.xml");
        await File.WriteAllTextAsync(file,
            $"<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" "
                + $"entityID=\"okta\">{new string(' ', 1000)}</EntityDescriptor>");
        var saml = (await CallAsync("iam_create_saml_provider", new { name = "okta", metadataFile = file })).GetProperty("arn")
            .GetString()!;
        File.Delete(file);
        await CallAsync("iam_create_role", new
        {
            roleName = "ci",
            trustPolicyDocument =
                $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"{{oidc}}"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""",
        });
        await CallAsync("iam_update_role", new { roleName = "ci", maxSessionSeconds = 7200 });

        Assert.Equal(2, (await CallAsync("iam_list_identity_providers")).GetProperty("items").GetArrayLength());
        Assert.Equal("ci", Assert.Single((await CallAsync("iam_list_roles", new { trustedBy = "token.actions" })).GetProperty("items")
            .EnumerateArray()).GetProperty("name").GetString());
        Assert.Contains("access to the role ci", (await PlanAsync("iam_delete_identity_provider", new { providerArn = oidc })).ToString(),
            StringComparison.Ordinal);
        await ConfirmAsync("iam_delete_identity_provider", new { providerArn = oidc });
        await ConfirmAsync("iam_delete_identity_provider", new { providerArn = saml });
    }

    [Fact]
    public async Task Reports_are_made_and_read_in_one_call()
    {
        await CallAsync("iam_create_user", new { userName = "robot" });
        await CallAsync("iam_create_access_key", new { userName = "robot" });
        Assert.Contains("robot", (await CallAsync("iam_list_credentials")).GetProperty("items").ToString(), StringComparison.Ordinal);

        Wire.Answer("GenerateServiceLastAccessedDetails",
            Response("GenerateServiceLastAccessedDetails", "<JobId>eb8ab4d9-5f26-2e4c-0f2b-0123456789ab</JobId>"));
        Wire.Answer("GetServiceLastAccessedDetails", Response("GetServiceLastAccessedDetails", """
            <JobStatus>COMPLETED</JobStatus><JobCreationDate>2026-03-01T00:00:00Z</JobCreationDate><JobCompletionDate>2026-03-01T00:00:01Z</JobCompletionDate><IsTruncated>false</IsTruncated>
            <ServicesLastAccessed><member><ServiceName>Amazon S3</ServiceName><ServiceNamespace>s3</ServiceNamespace><TotalAuthenticatedEntities>0</TotalAuthenticatedEntities></member></ServicesLastAccessed>
            """));
        var page = await CallAsync("iam_list_last_accessed", new { arn = "arn:aws:iam::123456789012:user/robot", unusedDays = 90 });
        Assert.Equal("s3", page.GetProperty("items")[0].GetProperty("service").GetString());
    }

    private static string Response(string operation, string result) =>
        $"<{operation}Response "
            + $"xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{operation}Result>{result}</{operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation}Response>";
}
