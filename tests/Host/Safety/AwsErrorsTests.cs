using System.Globalization;
using System.Net;
using System.Text.Json;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>
/// What a caller is told of a failure, from the answer on the wire through official (EC2, S3) and stand-in clients (RDS, IAM, Lambda).
/// </summary>
public sealed class AwsErrorsTests
{
    private const string Denial = "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: iam:ListUsers on resource: *";

    public AwsErrorsTests() => AwsGuard.Install();

    public static readonly TheoryData<string, int, string, string, ToolErrorCode, string?> Codes = new()
    {
        // Keys, regions that are not enabled, clocks: EC2-H6b, S3-C2, SAF-M9, S3-C1c
        { "ec2", 401, "AuthFailure", "AWS was not able to validate the provided access credentials", ToolErrorCode.CredentialsExpired,
            "eu-west-1 is enabled" },
        { "ec2", 400, "AuthFailure", "Not authorized for images: [ami-1]", ToolErrorCode.AccessDenied, "another account" }, // EC2-H6a
        { "ec2", 400, "AuthFailure", "You do not have permission to access the specified resource.", ToolErrorCode.AccessDenied,
            "another account" },
        { "iam", 403, "InvalidClientTokenId", "The security token included in the request is invalid.", ToolErrorCode.CredentialsExpired,
            "eu-west-1 is enabled" },
        { "lambda", 403, "UnrecognizedClientException", "The security token included in the request is invalid.",
            ToolErrorCode.CredentialsExpired, "eu-west-1 is enabled" },
        { "s3", 400, "InvalidToken", "The provided token is malformed or otherwise invalid.", ToolErrorCode.CredentialsExpired,
            "eu-west-1 is enabled" },
        { "ec2", 400, "RequestExpired", "Request has expired.", ToolErrorCode.Unavailable, "clock" },
        { "s3", 403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.",
            ToolErrorCode.Unavailable, "clock" },
        { "iam", 403, "SignatureDoesNotMatch", "Signature expired: 20261128T100000Z is now earlier than 20261128T110000Z",
            ToolErrorCode.Unavailable, "clock" },
        { "lambda", 403, "InvalidSignatureException", "The request signature we calculated does not match.",
            ToolErrorCode.CredentialsExpired, "clock" },
        { "lambda", 403, "InvalidSignatureException", "Signature expired: 20261128T100000Z is now earlier than 20261128T110000Z",
            ToolErrorCode.Unavailable, "clock" },
        { "rds", 403, "ExpiredToken", "The security token included in the request is expired", ToolErrorCode.CredentialsExpired,
            "infra sign-in" },
        // Denied: EC2-H6e, S3-C1b
        { "iam", 403, "AccessDenied", Denial + " because no identity-based policy allows the iam:ListUsers action",
            ToolErrorCode.AccessDenied, "The caller lacks iam:ListUsers. 'infra policy'" },
        { "iam", 403, "AccessDenied", Denial + " with an explicit deny in a service control policy", ToolErrorCode.AccessDenied,
            "A service control policy explicitly denies iam:ListUsers" },
        { "iam", 403, "AccessDenied", Denial + " with an explicit deny in an identity-based policy", ToolErrorCode.AccessDenied,
            "An identity-based policy explicitly denies" },
        { "iam", 403, "AccessDenied", Denial + " with an explicit deny in a permissions boundary", ToolErrorCode.AccessDenied,
            "A permissions boundary explicitly denies" },
        { "iam", 403, "AccessDenied", Denial + " with an explicit deny in a resource control policy: arn:aws:organizations::1:policy/p",
            ToolErrorCode.AccessDenied, "A resource control policy explicitly" },
        { "s3", 403, "AccessDenied",
            "User: x is not authorized to perform: s3:ListBucket on resource: y with an explicit deny in a resource-based policy",
            ToolErrorCode.AccessDenied, "A resource-based policy explicitly denies s3:ListBucket" },
        { "s3", 403, "AccessDenied",
            "User: x is not authorized to perform: s3:ListBucket because no VPC endpoint policy allows the s3:ListBucket action",
            ToolErrorCode.AccessDenied, "No VPC endpoint policy allows s3:ListBucket" },
        { "rds", 403, "AccessDenied",
            "x is not authorized to perform: rds:DescribeDBInstances because no session policy allows the rds:DescribeDBInstances action",
            ToolErrorCode.AccessDenied, "No session policy allows" },
        { "rds", 403, "AccessDenied", "x is not authorized to perform: rds:DescribeDBInstances because no permissions boundary allows it",
            ToolErrorCode.AccessDenied, "No permissions boundary allows" },
        { "lambda", 403, "AccessDeniedException",
            "User: x is not authorized to perform: lambda:ListFunctions with an explicit deny in a session policy",
            ToolErrorCode.AccessDenied, "A session policy explicitly" },
        { "ec2", 403, "UnauthorizedOperation",
            "You are not authorized to perform this operation. User: x is not authorized to perform: ec2:DescribeVolumes with an "
            + "explicit deny. Encoded authorization failure message: abc", ToolErrorCode.AccessDenied,
            "A policy explicitly denies ec2:DescribeVolumes" },
        // S3-C1a: from the request itself
        { "s3", 403, "AccessDenied", "Access Denied", ToolErrorCode.AccessDenied, "The caller lacks s3:ListBucket." },
        // S3-B3
        { "lambda", 403, "AccessDeniedException", "Unable to determine service/operation name to be authorized", ToolErrorCode.NotSupported,
            "another region" },
        // Capacity, subscriptions, keys: EC2-H6c, EC2-H6d, S3-C2
        { "ec2", 500, "InsufficientInstanceCapacity", "We currently do not have sufficient p5.48xlarge capacity.",
            ToolErrorCode.Unavailable, "another availability zone" },
        { "rds", 400, "InsufficientDBInstanceCapacity", "No.", ToolErrorCode.Unavailable, "another availability zone" },
        { "rds", 403, "InsufficientDBClusterCapacityFault", "No.", ToolErrorCode.Unavailable, "another availability zone" },
        { "ec2", 400, "InsufficientFreeAddressesInSubnet", "No.", ToolErrorCode.Conflict, "another subnet" },
        { "ec2", 401, "OptInRequired", "Subscribe at https://aws.amazon.com/marketplace/pp?sku=abc.", ToolErrorCode.AccessDenied,
            "https://aws.amazon.com/marketplace/pp?sku=abc with this account" },
        { "lambda", 502, "KMSAccessDeniedException", "Lambda was unable to decrypt.", ToolErrorCode.AccessDenied, "key's policy" },
        { "lambda", 502, "KMSDisabledException", "No.", ToolErrorCode.Conflict, "Enable the KMS key" },
        { "lambda", 502, "KMSInvalidStateException", "No.", ToolErrorCode.Conflict, "Enable the KMS key" },
        { "s3", 400, "KMS.DisabledException", "No.", ToolErrorCode.Conflict, "Enable the KMS key" },
        { "rds", 400, "KMSKeyNotAccessibleFault", "No.", ToolErrorCode.AccessDenied, "key's policy" },
        { "lambda", 502, "EC2AccessDeniedException", "No.", ToolErrorCode.AccessDenied, null },
        { "lambda", 502, "SubnetIPAddressLimitReachedException", "No.", ToolErrorCode.Conflict, "another subnet" },
        { "lambda", 502, "ENILimitReachedException", "No.", ToolErrorCode.LimitExceeded, "Service Quotas" },
        { "lambda", 502, "InvalidZipFileException", "No.", ToolErrorCode.InvalidInput, null },
        // The rest of S3-C2 and EC2-H6f
        { "iam", 404, "FeatureDisabled", "No.", ToolErrorCode.Conflict, null },
        { "iam", 404, "NotSupportedService", "No.", ToolErrorCode.InvalidInput, null },
        { "lambda", 400, "CodeStorageExceededException", "No.", ToolErrorCode.LimitExceeded, "Service Quotas" },
        { "ec2", 400, "AttachmentLimitExceeded", "No.", ToolErrorCode.LimitExceeded, "does not help" },
        { "ec2", 400, "SnapshotCreationPerVolumeRateExceeded", "No.", ToolErrorCode.Throttled, null },
        { "ec2", 400, "OperationNotPermitted", "No.", ToolErrorCode.Conflict, null },
        { "ec2", 400, "VcpuLimitExceeded", "No.", ToolErrorCode.LimitExceeded, "Service Quotas" },
        { "ec2", 400, "InvalidVolume.NotFound", "No.", ToolErrorCode.NotFound, "went to eu-west-1" },
        { "ec2", 400, "NatGatewayNotFound", "No.", ToolErrorCode.NotFound, null },
        { "rds", 400, "InvalidDBInstanceState", "No.", ToolErrorCode.Conflict, null },
        { "ec2", 501, "Whatever", "No.", ToolErrorCode.NotSupported, null }, // ANS-R24
        { "rds", 500, "InternalFailure", "The action ModifyCertificates has not been implemented", ToolErrorCode.NotSupported,
            "AWS itself" },
        { "rds", 404, "NotImplemented", "No.", ToolErrorCode.NotSupported, null },
        { "ec2", 503, "Unavailable", "No.", ToolErrorCode.Unavailable, "may work later" },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task An_answer_is_told_as_what_it_is(string service, int status, string code, string message, ToolErrorCode expected,
        string? hint)
    {
        var error = await ReadAsync(service, service switch
        {
            "ec2" => Reply.Ec2(status, code, message),
            "s3" => Reply.S3(status, code, message),
            "lambda" => Reply.Lambda(status, code, message),
            _ => Reply.Query(status, code, message),
        });

        Assert.Equal((expected, code), (error.Code, error.AwsErrorCode));
        Assert.Equal("r-1", error.RequestId);
        if (hint is not null) Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
        if (error.Hint?.Contains("explicitly", StringComparison.Ordinal) is true)
            Assert.DoesNotContain("infra policy", error.Hint, StringComparison.Ordinal);
    }

    public static readonly TheoryData<string, ToolErrorCode> Elsewhere = new()
    {
        { "LimitsExceeded", ToolErrorCode.LimitExceeded }, { "ConflictingDomainExists", ToolErrorCode.Conflict }, // Route 53
        { "HierarchyLevelLimitExceededException", ToolErrorCode.InvalidInput }, { "InternalServerError", ToolErrorCode.Unavailable }, // SSM
        // tagging
        { "InternalServiceException", ToolErrorCode.Unavailable }, { "PaginationTokenExpiredException", ToolErrorCode.InvalidInput },
        { "ScalingActivityInProgress", ToolErrorCode.Conflict }, { "InstanceRefreshInProgress", ToolErrorCode.Conflict }, // Auto Scaling
        { "Client.UnauthorizedOperation", ToolErrorCode.AccessDenied },
        { "Server.InsufficientInstanceCapacity", ToolErrorCode.Unavailable },
    };

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public void Codes_of_other_services_are_known(string code, ToolErrorCode expected) // S3-C2, EC2-H6f
    {
        Assert.Equal(expected, AwsErrorTable.Find(null, code, HttpStatusCode.BadRequest).Code);
    }

    [Fact]
    public void No_error_of_a_service_that_has_a_model_is_left_to_a_status_that_misleads()
    {
        var folder = Path.Combine(Root(), "Sdk");
        List<string> wrong = [];
        foreach (var model in Directory.GetFiles(folder, "*.model.json", SearchOption.AllDirectories)
            .Where(f => !f.Contains("artifacts", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(model));
            foreach (var shape in json.RootElement.GetProperty("shapes").EnumerateObject()
                .Where(s => s.Value.TryGetProperty("exception", out var e) && e.GetBoolean()))
            {
                var declared = shape.Value.TryGetProperty("error", out var error);
                var code = declared && error.TryGetProperty("code", out var c) ? c.GetString()! : shape.Name;
                var status = declared && error.TryGetProperty("httpStatusCode", out var s) ? s.GetInt32() : 400;
                var meaning = AwsErrorTable.Find(null, code, (HttpStatusCode)status);
                var byStatusAlone = AwsErrorTable.Find(null, "", (HttpStatusCode)status) == meaning
                    && meaning != AwsErrorTable.Find(null, code, HttpStatusCode.OK);
                // 400 says that something about the request is wrong. All else says less, or too much, and wants a row.
                if (byStatusAlone && status != 400) wrong.Add($"{Path.GetFileName(model)} {code} {status}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Each_code_has_one_meaning_and_each_meaning_stands_in_the_documents()
    {
        Assert.Empty(AwsErrorTable.Codes.SelectMany(c => c.Value).GroupBy(c => c).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.Empty(AwsErrorTable.Codes.Keys.Except(AwsErrorTable.Meanings));
    }

    [Theory]
    [InlineData("iam", 20)]
    [InlineData("ec2", -90)]
    public async Task The_clock_is_named_with_its_difference(string service, int minutesAhead) // SAF-M9
    {
        var date = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAhead).ToString("R", CultureInfo.InvariantCulture);
        var reply = service is "iam" ? Reply.Query(403, "SignatureDoesNotMatch", "The request signature does not match.")
            : Reply.Ec2(401, "AuthFailure", "AWS was not able to validate the provided access credentials");

        var error = await ReadAsync(service, reply with { Also = new() { ["Date"] = date } });

        Assert.Contains(minutesAhead > 0 ? "20 min ahead of" : "90 min behind", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sign-in", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, ToolErrorCode.CredentialsExpired, "infra sign-in")]
    [InlineData(20, ToolErrorCode.Unavailable, "clock")]
    public async Task EC2s_word_for_an_ended_session_is_that_of_a_wrong_clock_and_the_date_tells_which(int minutesAhead,
        ToolErrorCode code, string hint)
    {
        var date = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAhead).ToString("R", CultureInfo.InvariantCulture);

        var error = await ReadAsync("ec2",
            Reply.Ec2(400, "RequestExpired", "Request has expired.") with { Also = new() { ["Date"] = date } });

        Assert.Equal(code, error.Code);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_in_another_region_is_told_with_its_region() // S3-B1a, SAF-M9
    {
        var answers = new[]
        {
            Reply.S3(301, "PermanentRedirect", "Use the endpoint.") with { Also = new() { ["x-amz-bucket-region"] = "us-west-2" } },
            Reply.S3(400, "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-west-2'",
                "<Region>us-west-2</Region>"),
        };
        foreach (var answer in answers)
        {
            var error = await ReadAsync("s3", answer);
            Assert.Equal((ToolErrorCode.InvalidInput, "The bucket is in us-west-2, and this call went to eu-west-1.",
                "Pass region: us-west-2."), (error.Code, error.Message, error.Hint));
        }

        foreach (var status in new[] { 301, 400 })
        {
            var head = await CallAsync(_ => new(status, "", FromAws: true) { Also = new() { ["x-amz-bucket-region"] = "us-west-2" } },
                ["s3:GetObject"], s => s.S3.GetObjectMetadataAsync("faraway", "k"));
            Assert.Equal("Pass region: us-west-2.", head?.Hint);
        }
    }

    private const string Page = "<html><head><title>Sign in</title></head><body><p>Welcome</p></body></html>";

    /// <summary>Successes of something that is not AWS, and is no web page either.</summary>
    [Theory]
    [InlineData(204, "", "text/plain", "lambda")]
    [InlineData(200, "", "text/xml", "s3")]
    [InlineData(200, "<status>ok</status>", "application/xml", "ec2 s3 rds iam")]
    [InlineData(200, "{\"status\":\"ok\"}", "application/json", "lambda")]
    public async Task An_answer_that_says_nothing_and_has_no_request_id_is_no_empty_list(
        int status, string body, string type, string services)
    {
        foreach (var service in services.Split(' '))
        {
            var error = await ReadAsync(service, new Reply(status, body, type, FromAws: false));
            Assert.Equal((ToolErrorCode.Unavailable,
                "What answered is not AWS: the answer has neither a request id nor anything that was asked for."),
                (error.Code, error.Message));
        }
    }

    [Fact]
    public async Task An_act_that_is_answered_with_nothing_is_no_success()
    {
        var error = await CallAsync(_ => new Reply(200, "<status>ok</status>", FromAws: false), ["ec2:AllocateAddress"],
            s => s.Ec2.AllocateAddressAsync(new()));

        Assert.Equal(ToolErrorCode.Unavailable, error?.Code);
        Assert.Contains("may have been done", error?.Hint, StringComparison.Ordinal);
    }

    /// <summary>Neither the body nor the session token goes where nobody sent it; S3 alone sends on, within AWS.</summary>
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_told_and_not_followed(int status)
    {
        using var other = new Loopback(_ => Reply.Ec2(400, "Reached"));
        var reply = new Reply(status, "", "text/plain", FromAws: false) { Also = { ["Location"] = $"{other.Url}/" } };

        foreach (var service in new[] { "ec2", "s3", "rds", "iam", "lambda" })
        {
            var error = await ReadAsync(service, reply);
            Assert.Equal((ToolErrorCode.Unavailable,
                "What answered sends requests on to 127.0.0.1, as AWS does not; it was not followed."), (error.Code, error.Message));
        }

        foreach (var act in Acts)
        {
            var error = await CallAsync(_ => reply, [act.Action], act.Call);
            Assert.Contains("it was not followed", error?.Message, StringComparison.Ordinal);
        }

        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(Page)]
    [InlineData("<!doctype html><html><body>Sign in<br></html>")]
    public async Task A_web_page_is_not_taken_for_AWS(string page) // SAF-M7, SDK-S5, PUB-30
    {
        var reply = new Reply(200, page, "text/html; charset=utf-8", FromAws: false);
        foreach (var service in new[] { "ec2", "s3", "rds", "iam", "lambda" })
        {
            var error = await ReadAsync(service, reply);
            Assert.Equal((ToolErrorCode.Unavailable, "What answered is not AWS: a web page came (text/html, HTTP 200)."),
                (error.Code, error.Message));
            Assert.DoesNotContain("may have been done", error.Hint, StringComparison.Ordinal);
        }

        foreach (var act in Acts)
        {
            var error = await CallAsync(_ => reply, [act.Action], act.Call);
            Assert.Equal(ToolErrorCode.Unavailable, error?.Code);
            Assert.Contains("may have been done", error?.Hint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_that_is_not_said_to_be_one_and_what_is_no_HTTP_are_no_success_of_an_act() // SAF-M7
    {
        foreach (var act in Acts)
        {
            foreach (var reply in new[] { new Reply(200, Page, "text/plain", FromAws: false), Loopback.OtherProtocol })
            {
                var error = await CallAsync(_ => reply, [act.Action], act.Call);
                Assert.Equal(ToolErrorCode.Unavailable, error?.Code);
                Assert.Contains("What answered is not", error?.Message, StringComparison.Ordinal);
                Assert.Contains("may have been done", error?.Hint, StringComparison.Ordinal);
            }
        }

        foreach (var reply in new[] { new Reply(200, Page, "text/plain", FromAws: false), new Reply(200, Page, "", FromAws: false) })
        {
            var error = await CallAsync(_ => reply, ["s3:CreateBucket"],
                s => s.S3.PutBucketAsync(new Amazon.S3.Model.PutBucketRequest { BucketName = "bucket" }));
            Assert.Contains("What answered is not AWS", error?.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_answer_without_an_end_is_read_up_to_a_bound_and_once() // SAF-M13
    {
        var endless = new string('x', BoundedAnswer.MostBytes + 1_000_000);
        foreach (var status in new[] { 200, 400 })
        {
            var sent = 0;
            var error = await CallAsync(n =>
            {
                sent = n;
                return new(status, $"<R><requestId>{endless}");
            }, ["ec2:DescribeVolumes"], s => s.Ec2.DescribeVolumesAsync(new()));
            Assert.Equal((ToolErrorCode.Unavailable, 1), (error?.Code, sent));
            Assert.Contains(status == 200 ? "longer than 64 MiB" : "longer than 4 MiB", error?.Message, StringComparison.Ordinal);
        }

        var act = await CallAsync(_ => new(200, $"\"{endless}", "application/json"), ["lambda:InvokeFunction"],
            s => s.Lambda.InvokeAsync(new() { FunctionName = "f" }));
        Assert.Contains("may have been done", act?.Hint, StringComparison.Ordinal);
        Assert.Null(await CallAsync(_ => new(200, endless, "text/plain"), ["s3:GetObject"], async s =>
        {
            using var answer = await s.S3.GetObjectAsync("bucket", "k");
            await answer.ResponseStream.CopyToAsync(Stream.Null);
        }));
    }

    [Theory]
    [InlineData("ec2", 400)]
    [InlineData("s3", 400)]
    [InlineData("lambda", 400)]
    [InlineData("ec2", 429)]
    [InlineData("s3", 429)]
    [InlineData("iam", 429)]
    public async Task An_error_without_a_word_is_told_by_its_status_and_with_the_next_step(string service, int status)
    {
        var error = await ReadAsync(service, new(status, "") { Also = { ["Retry-After"] = "0" } });

        Assert.Equal(status == 429 ? ToolErrorCode.Throttled : ToolErrorCode.InvalidInput, error.Code);
        Assert.Contains($"HTTP {status}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("exception", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public async Task A_web_page_with_an_error_status_is_no_error_of_AWS() // PUB-30, ANS-R24
    {
        foreach (var service in new[] { "ec2", "s3", "rds", "lambda" })
        {
            Assert.Contains("What answered is not AWS", (await ReadAsync(service, new(403, Page, "text/html", FromAws: false))).Message,
                StringComparison.Ordinal);
            var lacking = await ReadAsync(service, new(500, Page, "text/html", FromAws: false),
                Here with { EndpointUrl = "http://localhost:5000" });
            Assert.Equal(ToolErrorCode.NotSupported, lacking.Code);
        }
    }

    [Fact]
    public async Task An_upload_without_a_receipt_is_no_success() // SDK-S5
    {
        var error = await CallAsync(_ => new(200, "", "text/plain", FromAws: false), ["s3:PutObject"],
            s => s.S3.PutObjectAsync(new() { BucketName = "bucket", Key = "k", ContentBody = "x" }));

        Assert.Equal(ToolErrorCode.Unavailable, error?.Code);
    }

    [Fact]
    public async Task Answers_that_break_off_are_told_so_and_an_act_may_have_been_done() // SAF-M8
    {
        const string Volumes = "<DescribeVolumesResponse><requestId>r</requestId><volumeSet><item><volumeId>vol";
        var answers = new[] { new Reply(200, Volumes), new Reply(200, Volumes, Length: 5000),
            new Reply(200, "{\"Functions\":[{\"FunctionName\":\"a", "application/json") };
        foreach (var answer in answers)
        {
            foreach (var service in new[] { "ec2", "s3", "rds", "iam", "lambda" })
                Assert.Equal(ToolErrorCode.Unavailable, (await ReadAsync(service, answer)).Code);
            foreach (var act in Acts.Where(a => a.Action != "s3:PutObject"))
            {
                var sent = 0;
                var error = await CallAsync(n => (sent = n) > 0 ? answer : answer, [act.Action], act.Call);
                Assert.Equal((ToolErrorCode.Unavailable, 1), (error?.Code, sent));
                Assert.Contains("may have been done; look before calling again", error?.Hint, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_HTTP_headers_cannot_carry_is_the_callers_input() // PUB-15
    {
        var put = new Amazon.S3.Model.PutObjectRequest { BucketName = "bucket", Key = "k", ContentBody = "x" };
        put.Metadata["author"] = "Zoë";

        var error = await CallAsync(_ => new(200, ""), ["s3:PutObject"], s => s.S3.PutObjectAsync(put));

        Assert.Equal(ToolErrorCode.InvalidInput, error?.Code);
        Assert.Contains("HTTP headers cannot carry", error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_of_a_tool_are_not_taken_for_AWS()
    {
        Assert.Null(AwsErrors.Translate(new InvalidOperationException("x"), Here));
        Assert.Null(AwsErrors.Translate(new FileNotFoundException("x"), Here));
        Assert.Null(AwsErrors.Translate(new OperationCanceledException(), Here));
        Assert.Null(AwsErrors.Translate(Assert.ThrowsAny<Exception>(() => Array.Empty<int>().First()), Here));
    }

    [Fact]
    public void A_file_of_credentials_that_cannot_be_read_is_told_as_one() // SAF-M8
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "word\n");
            var thrown = Record.Exception(() => new Amazon.Runtime.CredentialManagement.SharedCredentialsFile(file).ListProfiles());
            var error = AwsErrors.Translate(thrown!, Here);
            Assert.Equal(ToolErrorCode.NoCredentials, error?.Code);
            Assert.Contains(file, error?.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("word", error?.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static readonly AwsTarget Here = new() { Region = "eu-west-1" };

    private static readonly (string Action, Func<Loopback, Task> Call)[] Acts =
    [
        ("ec2:AllocateAddress", s => s.Ec2.AllocateAddressAsync(new AllocateAddressRequest())),
        ("s3:PutObject", s => s.S3.PutObjectAsync(new() { BucketName = "bucket", Key = "k", ContentBody = "x" })),
        ("iam:CreateUser", s => s.Iam.CreateUserAsync(new() { UserName = "ada" })),
        ("lambda:PublishVersion", s => s.Lambda.PublishVersionAsync(new() { FunctionName = "f" })),
    ];

    private static async Task<ToolException> ReadAsync(string service, Reply reply, AwsTarget? target = null) =>
        (await CallAsync(_ => reply,
            ["ec2:DescribeVolumes", "s3:ListBucket", "rds:DescribeDBInstances", "iam:ListUsers", "lambda:ListFunctions"], s =>
            service switch
        {
            "ec2" => s.Ec2.DescribeVolumesAsync(new()),
            "s3" => s.S3.ListObjectsV2Async(new() { BucketName = "bucket" }),
            "rds" => s.Rds.DescribeDBInstancesAsync(),
            "iam" => s.Iam.ListUsersAsync(),
            _ => s.Lambda.ListFunctionsAsync(),
        }, target))!;

    private static async Task<ToolException?> CallAsync(Func<int, Reply> reply, string[] actions, Func<Loopback, Task> call,
        AwsTarget? target = null)
    {
        using var server = new Loopback(reply);
        using var scope = TestScope.Of(actions);
        try
        {
            await AwsErrors.Map(async () =>
            {
                await call(server);
                return 0;
            }, target ?? Here);
            return null;
        }
        catch (ToolException e)
        {
            return e;
        }
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
