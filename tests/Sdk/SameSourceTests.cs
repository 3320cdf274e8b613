using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Infra.Sdk.Tests;

/// <summary>
/// One source file compiled and run against the official packages and against the generated clients: the same
/// requests must leave, in the same number of attempts, and the same results and errors must come back.
/// </summary>
public sealed partial class SameSourceTests
{
    private const string StsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";

    private static readonly Lazy<(Type Official, Type Generated)> Scenarios = new(CompileScenarios);

    private static readonly string[] RandomHeaders =
        ["amz-sdk-invocation-id", "Authorization", "User-Agent", "x-amz-user-agent", "X-Amz-Date"];

    [Fact]
    public void Endpoints_and_settings_are_the_official_ones()
    {
        string official = (string)Scenarios.Value.Official.GetMethod("Facts")!.Invoke(null, null)!;
        string generated = (string)Scenarios.Value.Generated.GetMethod("Facts")!.Invoke(null, null)!;
        Assert.Contains("https://sts.eu-west-1.amazonaws.com", official, StringComparison.Ordinal);
        Assert.Equal(official, generated);
    }

    [Theory]
    [InlineData("query", "assume role")]
    [InlineData("query", "sparse answer")]
    [InlineData("query small", "denied")]
    [InlineData("query small", "error without a type of its own")]
    [InlineData("query small", "failure then throttling then success")]
    [InlineData("query small", "throttled for ever")]
    [InlineData("json", "parameters")]
    [InlineData("json", "empty lists")]
    [InlineData("json", "nulls")]
    [InlineData("json missing", "missing")]
    [InlineData("json missing", "missing by header")]
    [InlineData("json missing", "error without a type of its own (json)")]
    [InlineData("json missing", "throttling then missing")]
    [InlineData("json missing", "internal error for ever")]
    [InlineData("json write", "written")]
    [InlineData("json write nested", "empty object")]
    [InlineData("json write maps", "empty object")]
    [InlineData("json write bytes", "empty object")]
    [InlineData("json write times", "empty object")]
    [InlineData("json write empty", "empty object")]
    [InlineData("json read bytes", "encrypted")]
    [InlineData("json pages", "pages")]
    [InlineData("rest json query", "accounts")]
    [InlineData("rest json query", "unauthorized")]
    [InlineData("rest json write", "registered")]
    [InlineData("adaptive", "throttled for ever")]
    [InlineData("json once", "internal error for ever")]
    public Task Official_and_generated_clients_do_the_same(string scenario, string answers) => CompareAsync(scenario, answers);

    [Theory]
    [InlineData("query small", "failure then throttling then success", 3)]
    [InlineData("query small", "throttled for ever", 3)]
    [InlineData("json missing", "throttling then missing", 2)]
    [InlineData("json once", "internal error for ever", 1)]
    public async Task Retries_stop_where_the_mode_says(string scenario, string answers, int attempts)
    {
        var run = await RunAsync(Scenarios.Value.Generated, scenario, Answers(answers));
        Assert.Equal(attempts, run.Requests.Count);
    }

    internal static async Task CompareAsync(string scenario, string answers)
    {
        var official = await RunAsync(Scenarios.Value.Official, scenario, Answers(answers));
        var generated = await RunAsync(Scenarios.Value.Generated, scenario, Answers(answers));
        Assert.NotEmpty(official.Log);
        Assert.NotEmpty(official.Requests);
        Assert.Equal(official.Log, generated.Log);
        Assert.Equal(string.Join("\n---\n", official.Requests), string.Join("\n---\n", generated.Requests));
    }

    private static Func<int, HttpResponseMessage> Answers(string name) => name switch
    {
        "assume role" => _ => Xml(200, $"""
            <AssumeRoleResponse xmlns="{StsNamespace}"><AssumeRoleResult>
              <AssumedRoleUser><AssumedRoleId>A:me</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/a/me</Arn></AssumedRoleUser>
              <Credentials><AccessKeyId>AKIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-01-31T12:00:00Z</Expiration></Credentials>
              <PackedPolicySize>6</PackedPolicySize><Unknown><Deep>1</Deep></Unknown>
            </AssumeRoleResult><ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata></AssumeRoleResponse>
            """),
        "sparse answer" => _ => Xml(200, $"""
            <AssumeRoleResponse xmlns="{StsNamespace}"><AssumeRoleResult/><ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></AssumeRoleResponse>
            """),
        "denied" => _ => XmlError(403, "AccessDenied", "No & no"),
        "error without a type of its own" => _ => XmlError(400, "SomethingNew", "new"),
        "failure then throttling then success" => attempt => attempt switch
        {
            0 => XmlError(500, "InternalFailure", "first"),
            1 => XmlError(400, "Throttling", "Rate exceeded"),
            _ => Xml(200, $"""
                <GetCallerIdentityResponse xmlns="{StsNamespace}"><GetCallerIdentityResult><Arn>a</Arn><UserId>u</UserId><Account>1</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r3</RequestId></ResponseMetadata></GetCallerIdentityResponse>
                """),
        },
        "throttled for ever" => _ => XmlError(400, "Throttling", "Rate exceeded"),
        "parameters" => _ => Json(200, """
            {"InvalidParameters":["b"],"Parameters":[{"ARN":"arn:1","DataType":"text","LastModifiedDate":1.7354E9,"Name":"a","Type":"SecureString","Value":"v\u00e4\n","Version":9007199254740993,"Unknown":{"x":[1,2]}},
            {"LastModifiedDate":1735400000.123,"Name":"b","Type":"Newer","Value":"","Version":1}]}
            """),
        "empty lists" => _ => Json(200, """{"InvalidParameters":[],"Parameters":[]}"""),
        "nulls" => _ => Json(200, """{"InvalidParameters":null,"Parameters":null}"""),
        "written" => _ => Json(200, """{"Tier":"Standard","Version":2}"""),
        "empty object" => _ => Json(200, "{}"),
        "encrypted" => _ => Json(200, """{"CiphertextBlob":"+/+/AA==","EncryptionAlgorithm":"SYMMETRIC_DEFAULT","KeyId":"k"}"""),
        "accounts" => _ => Json(200, """{"accountList":[{"accountId":"1","accountName":"\u00e4"}],"nextToken":"n"}"""),
        "unauthorized" => _ => Json(401, """{"message":"Session token not found or invalid"}""",
            ("x-amzn-ErrorType", "UnauthorizedException")),
        "registered" => _ => Json(200, """{"clientId":"c","clientIdIssuedAt":1735400000,"clientSecretExpiresAt":253402300800}"""),
        "missing" => _ => Json(400, """{"__type":"com.amazonaws.ssm#ParameterNotFound","message":"not there"}"""),
        "missing by header" => _ =>
            Json(400, """{"Message":"not there"}""", ("x-amzn-ErrorType", "ParameterNotFound:http://internal.amazon.com/coral/")),
        "error without a type of its own (json)" => _ => Json(400, """{"__type":"SomethingNew","message":"new"}"""),
        "throttling then missing" => attempt => attempt == 0
            ? Json(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""")
            : Json(400, """{"__type":"ParameterNotFound","message":"not there"}"""),
        "internal error for ever" => _ => Json(500, """{"__type":"InternalServerError","message":"ours"}"""),
        "pages" => attempt => attempt < 2
            ? Json(200, $$$"""
                {"Commands":[{"CommandId":"{{{attempt}}}a","Status":"Success","RequestedDateTime":1735400000,"Parameters":{"p":["1"]}},{"CommandId":"{{{attempt}}}b"}],"NextToken":"{{{attempt}}} t"}
                """)
            : Json(200, """{"Commands":[{"CommandId":"last"}]}"""),
        _ => throw new ArgumentException(name),
    };

    private static HttpResponseMessage Xml(int status, string body) =>
        StubHttp.Answer(status, body, "text/xml", ("x-amzn-RequestId", "from-header"));

    private static HttpResponseMessage XmlError(int status, string code, string message) => Xml(
        status,
        "<ErrorResponse "
            + $"xmlns=\"{StsNamespace}\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{WebEncode(message)}</Message></Error><RequestId>from-body</RequestId></ErrorResponse>");

    private static string WebEncode(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal);

    private static HttpResponseMessage Json(int status, string body, params (string, string)[] headers) =>
        StubHttp.Answer(status, body, "application/x-amz-json-1.1", [("x-amzn-RequestId", "from-header"), .. headers]);

    private static async Task<(string Log, List<string> Requests)> RunAsync(Type scenario, string name,
        Func<int, HttpResponseMessage> answer)
    {
        int attempt = 0;
        var stub = new StubHttp(_ => answer(attempt++));
        var log = new StringWriter(CultureInfo.InvariantCulture);
        await (Task)scenario.GetMethod("RunAsync")!.Invoke(null, [name, stub, log])!;
        return (log.ToString(), stub.Requests.ConvertAll(Describe));
    }

    /// <summary>All of a request but what is random or the time, or follows from that.</summary>
    internal static string Describe(SentRequest request)
    {
        var headers = request.Headers
            .Where(header => !RandomHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(static header => $"{header.Key.ToLowerInvariant()}: {header.Value}")
            .Append("signed " + SignedHeadersPattern().Match(request.Headers.GetValueOrDefault("Authorization", "")).Value)
            .Order(StringComparer.Ordinal);
        return $"{request.Method} {request.Uri}\n{request.BodyText}\n{string.Join('\n', headers)}";
    }

    private static (Type Official, Type Generated) CompileScenarios()
    {
        string source = File.ReadAllText(Path.Combine(TestFiles.RepositoryRoot, "tests", "Sdk", "SameSource", "Scenario.cs"));
        byte[][] official =
        [
            File.ReadAllBytes(typeof(Amazon.SecurityToken.AmazonSecurityTokenServiceClient).Assembly.Location),
            File.ReadAllBytes(typeof(Amazon.SimpleSystemsManagement.AmazonSimpleSystemsManagementClient).Assembly.Location),
            File.ReadAllBytes(typeof(Amazon.KeyManagementService.AmazonKeyManagementServiceClient).Assembly.Location),
            File.ReadAllBytes(typeof(Amazon.SSO.AmazonSSOClient).Assembly.Location),
            File.ReadAllBytes(typeof(Amazon.SSOOIDC.AmazonSSOOIDCClient).Assembly.Location),
        ];
        byte[][] generated =
        [
            GeneratedCode.CompileModels("AWSSDK.SecurityToken", TestFiles.ReadModel("sts")),
            GeneratedCode.CompileModels("AWSSDK.SimpleSystemsManagement", TestFiles.ReadModel("ssm")),
            GeneratedCode.CompileModels("AWSSDK.KeyManagementService", TestFiles.ReadModel("kms")),
            GeneratedCode.CompileModels("AWSSDK.SSO", TestFiles.ReadModel("sso")),
            GeneratedCode.CompileModels("AWSSDK.SSOOIDC", TestFiles.ReadModel("sso-oidc")),
        ];
        var officialType = Assembly.Load(GeneratedCode.Compile("Scenario.Official", [source], official))
            .GetType("Scenario", throwOnError: true)!;
        var context = new PluginContext(generated);
        var generatedType = GeneratedCode.Load(context, GeneratedCode.Compile("Scenario.Generated", [source], generated))
            .GetType("Scenario", throwOnError: true)!;
        return (officialType, generatedType);
    }

    [GeneratedRegex("Credential=[^ ]+|SignedHeaders=[^ ,]+")]
    private static partial Regex SignedHeadersPattern();

    /// <summary>As a plugin is loaded: its own clients, and AWSSDK.Core from the host.</summary>
    private sealed class PluginContext : AssemblyLoadContext
    {
        private readonly Dictionary<string, Assembly> _own = new(StringComparer.Ordinal);

        public PluginContext(IEnumerable<byte[]> images)
            : base("generated clients")
        {
            foreach (byte[] image in images)
            {
                var assembly = LoadFromStream(new MemoryStream(image));
                _own.Add(assembly.GetName().Name!, assembly);
            }
        }

        protected override Assembly? Load(AssemblyName assemblyName) => _own.GetValueOrDefault(assemblyName.Name!);
    }
}
