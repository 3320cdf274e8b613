namespace Infra.Emulator.Iam;

public sealed class IamTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string ReadReports =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}]}""";
    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
    private const string TrustsBuild =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]}""";
    private const string ReadOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

    [Fact]
    public async Task The_life_of_a_role()
    {
        var role = await CallAsync("iam_create_role",
            new { roleName = "web", service = "ec2.amazonaws.com", policyArns = new[] { ReadOnly }, tags = new { team = "shop" } });
        await CallAsync("iam_put_inline_policy", new { roleName = "web", policyName = "reports", policyDocument = ReadReports });
        await CallAsync("iam_create_instance_profile", new { instanceProfileName = "web", roleName = "web" });
        await CallAsync("iam_tag_role", new { roleName = "web", tags = new { stage = "test" }, removeKeys = new[] { "team" } });

        var found = await CallAsync("iam_get_role", new { roleName = "web" });
        Assert.Equal(role.GetProperty("arn").GetString(), found.GetProperty("arn").GetString());
        Assert.Equal("ec2.amazonaws.com",
            found.GetProperty("trustPolicy").GetProperty("Statement")[0].GetProperty("Principal").GetProperty("Service").GetString());
        Assert.Equal(ReadOnly, found.GetProperty("attachedPolicies")[0].GetProperty("arn").GetString());
        Assert.Equal("arn:aws:s3:::reports/*",
            found.GetProperty("inlinePolicies")[0].GetProperty("document").GetProperty("Statement")[0].GetProperty("Resource").GetString());
        Assert.EndsWith("instance-profile/web", found.GetProperty("instanceProfiles")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"stage":"test"}""", found.GetProperty("tags").GetRawText());

        var plan = await PlanAsync("iam_update_trust_policy", new { roleName = "web", trustPolicyDocument = TrustsBuild });
        Assert.Contains("ec2.amazonaws.com", plan.GetProperty("changes")[0].GetProperty("from").GetString(), StringComparison.Ordinal);
        await CallAsync("iam_update_trust_policy", new { roleName = "web", trustPolicyDocument = TrustsBuild });
        var row = Assert.Single((await CallAsync("iam_list_roles", new { name = "web" })).GetProperty("items").EnumerateArray());
        Assert.Equal("arn:aws:iam::123456789012:root", row.GetProperty("trustedBy").GetString());

        await ConfirmAsync("iam_delete_inline_policy", new { roleName = "web", policyName = "reports" });
        var error = await FailAsync("iam_delete_role", new { roleName = "web" });
        Assert.Equal("Conflict", error.GetProperty("code").GetString());
        Assert.Contains("detachAll", error.GetProperty("message").GetString(), StringComparison.Ordinal);

        await ConfirmAsync("iam_delete_role", new { roleName = "web", detachAll = true });
        Assert.Equal("NotFound", (await FailAsync("iam_get_role", new { roleName = "web" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_life_of_a_policy()
    {
        await CallAsync("iam_create_user", new { userName = "alice" });
        var warned = await PlanAsync("iam_create_policy", new { policyName = "all", policyDocument = Everything });
        Assert.Contains("full administrator access", warned.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        var arn = (await CallAsync("iam_create_policy",
            new { policyName = "reports", policyDocument = ReadReports, tags = new { team = "shop" } })).GetProperty("arn").GetString()!;
        await CallAsync("iam_attach_policy", new { userName = "alice", policyArn = arn });

        Assert.Equal(1,
            (await CallAsync("iam_list_policies", new { attached = true })).GetProperty("items")[0].GetProperty("attachments").GetInt32());
        Assert.Contains("ReadOnlyAccess",
            (await CallAsync("iam_list_policies", new { scope = "AWS", name = "readonlyaccess" })).ToString(), StringComparison.Ordinal);
        var policy = await CallAsync("iam_get_policy", new { policyArn = arn });
        Assert.Equal("alice", policy.GetProperty("users")[0].GetString());
        Assert.Equal("s3:GetObject", policy.GetProperty("document").GetProperty("Statement")[0].GetProperty("Action").GetString());

        Assert.Equal("Conflict", (await FailAsync("iam_delete_policy", new { policyArn = arn })).GetProperty("code").GetString());
        var after = await ConfirmAsync("iam_detach_policy", new { userName = "alice", policyArn = arn });
        Assert.Equal(0, after.GetProperty("attachedPolicies").GetArrayLength());
        await ConfirmAsync("iam_delete_policy", new { policyArn = arn });
        Assert.Equal("NotFound", (await FailAsync("iam_get_policy", new { policyArn = arn })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_life_of_a_user()
    {
        await AwsAsync("CreateGroup", "GroupName=backup");
        await CallAsync("iam_create_user", new { userName = "robot", groupNames = new[] { "backup" } });
        var plan = await PlanAsync("iam_create_access_key", new { userName = "robot" });
        Assert.Contains("robot", plan.GetProperty("resources")[0].GetProperty("id").GetString(), StringComparison.Ordinal);
        var key = await CallAsync("iam_create_access_key", new { userName = "robot" });
        Assert.True(key.GetProperty("secretAccessKey").GetString()!.Length > 20);
        var second = await CallAsync("iam_create_access_key", new { userName = "robot" });
        Assert.Contains("two access keys",
            (await FailAsync("iam_create_access_key", new { userName = "robot" })).GetProperty("message").GetString(),
            StringComparison.Ordinal);

        Assert.Equal(2, (await CallAsync("iam_list_access_keys")).GetProperty("items").GetArrayLength());
        Assert.Equal(0,
            (await CallAsync("iam_list_access_keys", new { userName = "robot", minAgeDays = 90 })).GetProperty("items").GetArrayLength());
        var user = await CallAsync("iam_get_user", new { userName = "robot" });
        Assert.Equal(("backup", 2, false),
            (user.GetProperty("groups")[0].GetProperty("name").GetString(), user.GetProperty("accessKeys").GetArrayLength(),
                user.GetProperty("consoleAccess").GetBoolean()));
        Assert.Equal("robot", (await CallAsync("iam_list_users")).GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal("backup", (await CallAsync("iam_list_groups")).GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal("robot", (await CallAsync("iam_get_group", new { groupName = "backup" })).GetProperty("users")[0].GetString());
        Assert.Equal(1, (await CallAsync("iam_get_account_summary")).GetProperty("users").GetProperty("used").GetInt32());

        await ConfirmAsync("iam_delete_access_key", new { accessKeyId = second.GetProperty("id").GetString() });
        // The emulator lacks ListServiceSpecificCredentials: that part is unknown, and nothing fails (ANS-R14).
        var deletion = await PlanAsync("iam_delete_user", new { userName = "robot" });
        Assert.Contains(key.GetProperty("id").GetString()!, deletion.GetProperty("changes").ToString(), StringComparison.Ordinal);
        Assert.StartsWith("The credentials for single services: not known", deletion.GetProperty("unknown")[0].GetString(),
            StringComparison.Ordinal);
        Assert.Equal("Conflict", (await FailAsync("iam_delete_user", new { userName = "robot" })).GetProperty("code").GetString());
        await ConfirmAsync("iam_delete_user", new { userName = "robot", detachAll = true });
        Assert.Equal("NotFound", (await FailAsync("iam_get_user", new { userName = "robot" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Roles_unused_for_90_days_are_found_in_one_call()
    {
        // The emulator does not keep the last use of a role.
        Wire.Answer("GetAccountAuthorizationDetails", $"""
            <GetAccountAuthorizationDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountAuthorizationDetailsResult><IsTruncated>false</IsTruncated><RoleDetailList>
            {string.Concat(Enumerable.Range(0, 40).Select(i => $"""
                <member><Path>/</Path><RoleName>role{i}</RoleName><RoleId>AROA{i}</RoleId><Arn>arn:aws:iam::123456789012:role/role{i}</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate>
                <AssumeRolePolicyDocument>{Uri.EscapeDataString(TrustsBuild)}</AssumeRolePolicyDocument>
                <RoleLastUsed>{(i < 10 ? ""
                    : $"<LastUsedDate>{DateTime.UtcNow.AddDays(i < 20 ? -91 : -1):yyyy-MM-ddTHH:mm:ssZ}</LastUsedDate><Region>eu-west-1</Region>")}</RoleLastUsed></member>
                """))}
            </RoleDetailList></GetAccountAuthorizationDetailsResult><ResponseMetadata><RequestId>7a62c49f</RequestId></ResponseMetadata></GetAccountAuthorizationDetailsResponse>
            """);

        var page = await CallAsync("iam_list_roles", new { unusedDays = 90 });

        Assert.Equal(20, page.GetProperty("items").GetArrayLength());
        Assert.True(page.GetProperty("complete").GetBoolean());
        Assert.Equal(10, page.GetProperty("items").EnumerateArray().Count(r => r.TryGetProperty("lastUsedAt", out _)));
    }

    [Fact]
    public async Task A_simulation_tells_what_decides()
    {
        Wire.Answer("SimulatePrincipalPolicy", """
            <SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults>
            <member><EvalActionName>s3:GetObject</EvalActionName><EvalResourceName>arn:aws:s3:::reports/a</EvalResourceName><EvalDecision>allowed</EvalDecision><MissingContextValues/>
            <MatchedStatements><member><SourcePolicyId>reports</SourcePolicyId><SourcePolicyType>IAM Policy</SourcePolicyType><StartPosition><Line>1</Line><Column>41</Column></StartPosition><EndPosition><Line>1</Line><Column>112</Column></EndPosition></member></MatchedStatements></member>
            <member><EvalActionName>s3:DeleteObject</EvalActionName><EvalResourceName>arn:aws:s3:::reports/a</EvalResourceName><EvalDecision>implicitDeny</EvalDecision><MatchedStatements/>
            <MissingContextValues><member>aws:MultiFactorAuthPresent</member></MissingContextValues></member>
            </EvaluationResults></SimulatePrincipalPolicyResult><ResponseMetadata><RequestId>1cdb5b0a</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>
            """);

        var result = await CallAsync("iam_simulate_policy",
            new
            {
                principalArn = "arn:aws:iam::123456789012:role/web",
                actions = new[] { "s3:GetObject", "s3:DeleteObject" },
                resources = new[] { "arn:aws:s3:::reports/a" }
            });

        var decisions = result.GetProperty("decisions");
        Assert.Equal((true, "reports (IAM Policy)"),
            (decisions[0].GetProperty("allowed").GetBoolean(), decisions[0].GetProperty("matchedPolicies")[0].GetString()));
        Assert.Equal(("no policy allows it", "aws:MultiFactorAuthPresent"),
            (decisions[1].GetProperty("reason").GetString(), decisions[1].GetProperty("missingContext")[0].GetString()));
        Assert.Contains("ResourceArns.member.1=arn%3Aaws%3As3%3A%3A%3Areports%2Fa",
            Wire.Seen.Single(r => r.Operation == "SimulatePrincipalPolicy").Body, StringComparison.Ordinal);
    }

    /// <summary>What no tool makes.</summary>
    private async Task AwsAsync(string action, string arguments)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post,
            Wire.Url)
        {
            Content = new StringContent($"Action={action}&Version=2010-05-08&{arguments}", null,
                "application/x-www-form-urlencoded")
        };
        request.Headers.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0");
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }
}
