using Infra.Strict.Layers;

namespace Infra.Emulator.AwsDouble;

/// <summary>
/// What the product makes of connections that end, services that are down and answers that are late, in each of AWS's protocols: a read is
/// tried again, an act is sent once, and the answer says what may have been done.
/// </summary>
[Collection(EmulatorFixture.Serving)]
public sealed class FaultTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const string Bucket = "faults-of-the-wire";

    // The tool, its arguments, and the request that goes wrong.
    private static readonly Dictionary<string, (string Tool, object Arguments, string Request)> Reads = new()
    {
        ["ec2"] = ("ec2_list_volumes", new { }, "DescribeVolumes"),
        ["query"] = ("iam_list_users", new { }, "ListUsers"),
        ["json"] = ("account_list_parameters", new { }, "DescribeParameters"),
        ["rest-json"] = ("lambda_list_functions", new { }, "GET /2015-03-31/functions"),
        ["rest-xml"] = ("route53_list_zones", new { }, "GET /2013-04-01/hostedzone"),
        ["s3"] = ("s3_list_objects", new { bucket = Bucket }, "list-type=2"),
    };

    private static readonly Dictionary<string, (string Tool, object Arguments, string Request)> Acts = new()
    {
        ["ec2"] = ("vpc_create_security_group", new { vpcId = "", name = "faults", description = "faults" }, "CreateSecurityGroup"),
        ["query"] = ("iam_create_user", new { userName = "faults" }, "CreateUser"),
        ["json"] = ("account_put_parameter", new { name = "/faults", value = "x" }, "PutParameter"),
        ["rest-json"] = ("lambda_invoke", new { functionName = "faults" }, "POST /2015-03-31/functions/faults/invocations"),
        ["rest-xml"] = ("route53_create_zone", new { name = "faults.example" }, "POST /2013-04-01/hostedzone"),
        ["s3"] = ("s3_set_versioning", new { bucket = Bucket, enabled = true }, $"PUT /{Bucket}/?versioning"),
    };

    private static readonly Dictionary<string, Fault> Faults = new()
    {
        ["dropped before the act"] = Fault.DropBefore,
        ["dropped after the act"] = Fault.DropAfter,
        ["500"] = Fault.Status(500),
        ["503"] = Fault.Status(503),
    };

    public static TheoryData<string> Protocols => [.. Reads.Keys];

    public static TheoryData<string, string> ActsAndFaults
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var protocol in Acts.Keys)
                foreach (var fault in Faults.Keys) all.Add(protocol, fault);
            return all;
        }
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CallAsync("s3_create_bucket", new { bucket = Bucket });
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_read_that_goes_wrong_once_is_tried_again(string protocol)
    {
        var (tool, arguments, request) = Reads[protocol];
        foreach (var (name, fault) in Faults.Append(new("late", Fault.Slow(TimeSpan.FromMilliseconds(100)))))
        {
            var before = Sent(request);
            Wire.Break(request, fault, times: 1);

            await CallAsync(tool, arguments);

            Assert.Equal((name, name == "late" ? 1 : 2), (name, Sent(request) - before));
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_read_that_keeps_going_wrong_is_told_as_what_it_is(string protocol)
    {
        var (tool, arguments, request) = Reads[protocol];
        foreach (var (fault, said) in new[] { (Fault.WebPage, "proxy"), (Fault.Status(503), "later"), (Fault.DropBefore, "network") })
        {
            Wire.Break(request, fault);

            var error = await FailAsync(tool, arguments);

            Assert.Equal("Unavailable", error.GetProperty("code").GetString());
            Assert.Contains(said, error.GetProperty("hint").GetString(), StringComparison.OrdinalIgnoreCase);
            Wire.Mend();
        }
    }

    [Theory]
    [MemberData(nameof(ActsAndFaults))]
    public async Task An_act_whose_answer_is_lost_is_sent_once_and_said_to_be_done_perhaps(string protocol, string fault)
    {
        var (tool, arguments, request) = Acts[protocol];
        if (protocol == "ec2") arguments = new
        {
            vpcId = (await Network.DefaultAsync(Wire.Url)).VpcId,
            name = "faults",
            description = "faults"
        };
        Wire.Break(request, Faults[fault]);
        // Its function is never made: the request alone counts.
        if (protocol == "rest-json") Wire.Answer("GET /2015-03-31/functions/faults",
            """{"Configuration":{"FunctionName":"faults","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:faults","State":"Active"}}""");

        var error = await FailAsync(tool, arguments);

        Assert.Equal((fault, "Unavailable", 1), (fault, error.GetProperty("code").GetString(), Sent(request)));
        Assert.Contains("may have been done", error.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    // RunInstances carries a token, by which AWS knows it again.
    [Theory]
    [InlineData("dropped before the act")]
    [InlineData("dropped after the act")]
    [InlineData("500")]
    public async Task An_act_with_a_token_is_sent_again_and_done_once(string fault)
    {
        Wire.Break("RunInstances", Faults[fault], times: 1);

        await CallAsync("ec2_run_instances", new { imageId = "ami-12c6146b", instanceType = "t3.micro" });

        var tokens = Wire.Seen.Where(r => r.Operation == "RunInstances")
            .Select(r => r.Body.Split('&').Single(p => p.StartsWith("ClientToken=", StringComparison.Ordinal))).ToList();
        Assert.Equal(2, tokens.Count);
        Assert.Single(tokens.Distinct());
        Assert.Single((await CallAsync("ec2_list_instances")).GetProperty("items").EnumerateArray());
    }

    private int Sent(string request) =>
        Wire.Seen.Count(r => r.Operation == request || $"{r.Method} {r.Path}".Contains(request, StringComparison.Ordinal));
}
