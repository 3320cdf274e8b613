namespace Infra.Emulator.Questions;

/// <summary>Who may do what, and who still does.</summary>
public sealed class IdentityQuestions(EmulatorFixture fixture) : QuestionTest(fixture)
{
    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    [Fact]
    public async Task Which_roles_were_not_used_for_90_days()
    {
        // The emulator's roles are as young as the test.
        Wire.Answer("GetAccountAuthorizationDetails", $"""
            <GetAccountAuthorizationDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountAuthorizationDetailsResult><IsTruncated>false</IsTruncated><RoleDetailList>
            {Role("never-used", created: 200, used: null)}{Role("long-unused", created: 500, used: 91)}{Role("in-use", created: 500, used: 1)}{Role("at-the-edge", created: 500, used: 89)}{Role("new", created: 10, used: null)}
            </RoleDetailList></GetAccountAuthorizationDetailsResult><ResponseMetadata><RequestId>7a62c49f</RequestId></ResponseMetadata></GetAccountAuthorizationDetailsResponse>
            """);

        var roles = Rows(await AskAsync("iam_list_roles", new { unusedDays = 90 }));

        Assert.Equal(["never-used False", "long-unused True"],
            roles.Select(r => $"{Text(r, "name")} {r.TryGetProperty("lastUsedAt", out _)}"));

        static string Role(string name, int created, int? used) => $"""
            <member><Path>/</Path><RoleName>{name}</RoleName><RoleId>AROA{name}</RoleId><Arn>arn:aws:iam::123456789012:role/{name}</Arn><CreateDate>{Ago(created)}</CreateDate>
            <AssumeRolePolicyDocument>{Uri.EscapeDataString(Trust)}</AssumeRolePolicyDocument><RoleLastUsed>{(used is { } days ? $"<LastUsedDate>{Ago(days)}</LastUsedDate><Region>us-east-1</Region>" : "")}</RoleLastUsed></member>
            """;
    }

    [Fact]
    public async Task What_can_this_role_do_and_who_can_assume_it()
    {
        const string managed = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess";
        const string trust = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"deal"}}}]}
            """;
        var reports = Text(await CallAsync("iam_create_policy",
            new { policyName = "reports", policyDocument = Allow("s3:GetObject", "arn:aws:s3:::reports/*") }), "arn");
        await CallAsync("iam_create_role",
            new { roleName = "partner", trustPolicyDocument = trust, policyArns = new[] { managed, reports } });
        await CallAsync("iam_put_inline_policy",
            new { roleName = "partner", policyName = "send", policyDocument = Allow("sqs:SendMessage", "arn:aws:sqs:*:*:orders") });
        await CallAsync("iam_create_role",
            new
            {
                roleName = "partner-admin",
                service = "lambda.amazonaws.com",
                policyArns = new[] { "arn:aws:iam::aws:policy/AdministratorAccess" }
            });
        await CallAsync("iam_put_inline_policy",
            new { roleName = "partner-admin", policyName = "delete", policyDocument = Allow("s3:DeleteBucket", "*") });

        var role = await AskAsync("iam_get_role", new { roleName = "partner" });
        var documents = new List<System.Text.Json.JsonElement>();
        foreach (var policy in role.GetProperty("attachedPolicies").EnumerateArray())
            documents.Add(policy.TryGetProperty("document", out var own)
                ? own : (await AskAsync("iam_get_policy", new { policyArn = Text(policy, "arn") })).GetProperty("document"));
        documents.AddRange(role.GetProperty("inlinePolicies").EnumerateArray().Select(p => p.GetProperty("document")));

        var actions = documents.SelectMany(d => d.GetProperty("Statement").EnumerateArray())
            .SelectMany(s => s.GetProperty("Action") is { ValueKind: System.Text.Json.JsonValueKind.Array } many
            ? Texts(many) : [Text(s, "Action")!]).ToHashSet();
        Assert.Superset(new HashSet<string> { "s3:GetObject", "sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:ListQueues" }, actions);
        Assert.DoesNotContain("s3:DeleteBucket", actions);
        Assert.DoesNotContain("*", actions);
        var who = Assert.Single(role.GetProperty("trustPolicy").GetProperty("Statement").EnumerateArray());
        Assert.Equal("arn:aws:iam::210987654321:root", Text(who.GetProperty("Principal"), "AWS"));
        Assert.Equal("deal", Text(who.GetProperty("Condition").GetProperty("StringEquals"), "sts:ExternalId"));

        static string Allow(string action, string resource) =>
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"}]}""";
    }

    [Fact]
    public async Task Which_access_keys_are_older_than_90_days()
    {
        // The emulator's keys are as young as the test, and were never used.
        foreach (var (user, keys) in new (string, (string Id, int Age, string Status)[])[]
        {
            ("alice", [("AKIAALICEEXAMPLEOLD", 400, "Active"), ("AKIAALICEEXAMPLENEW", 3, "Active")]),
            ("bob", [("AKIABOBEXAMPLEOLD", 91, "Inactive")]),
            ("carol", [("AKIACAROLEXAMPLENEW", 89, "Active")]),
            ("dave", []),
        })
        {
            await CallAsync("iam_create_user", new { userName = user });
            Wire.Answer(r => r.Operation == "ListAccessKeys" && r.Body.Contains($"UserName={user}", StringComparison.Ordinal), $"""
                <ListAccessKeysResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccessKeysResult><UserName>{user}</UserName><AccessKeyMetadata>
                {string.Concat(keys.Select(k => $"<member><UserName>{user}</UserName><AccessKeyId>{k.Id}</AccessKeyId><Status>{k.Status}</Status><CreateDate>{Ago(k.Age)}</CreateDate></member>"))}
                </AccessKeyMetadata><IsTruncated>false</IsTruncated></ListAccessKeysResult><ResponseMetadata><RequestId>7a62c49f</RequestId></ResponseMetadata></ListAccessKeysResponse>
                """);
        }

        Wire.Answer(r => r.Operation == "GetAccessKeyLastUsed", LastUsed("alice", "<Region>N/A</Region><ServiceName>N/A</ServiceName>"));
        Wire.Answer(r => r.Operation == "GetAccessKeyLastUsed" && r.Body.Contains("AKIAALICEEXAMPLEOLD", StringComparison.Ordinal),
            LastUsed("alice", $"<LastUsedDate>{Ago(2)}</LastUsedDate><Region>us-east-1</Region><ServiceName>s3</ServiceName>"));

        var found = Rows(await AskAsync("iam_list_access_keys", new { minAgeDays = 90 }));

        Assert.Equal(["AKIAALICEEXAMPLEOLD alice Active 400 s3", "AKIABOBEXAMPLEOLD bob Inactive 91 "],
            found.Select(k => $"{Id(k)} {Text(k, "user")} {Text(k, "status")} {k.GetProperty("ageDays")} {Text(k, "lastUsedService")}"));

        static string LastUsed(string user, string use) => $"""
            <GetAccessKeyLastUsedResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccessKeyLastUsedResult><UserName>{user}</UserName><AccessKeyLastUsed>{use}</AccessKeyLastUsed></GetAccessKeyLastUsedResult>
            <ResponseMetadata><RequestId>7a62c49f</RequestId></ResponseMetadata></GetAccessKeyLastUsedResponse>
            """;
    }

    private static string Ago(int days) => $"{DateTime.UtcNow.AddDays(-days).AddMinutes(-5):yyyy-MM-ddTHH:mm:ssZ}";
}
