// Compiled against the official clients and against the generated ones. Prints one line: what was measured in this process.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

var credentials = new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "secret");
var watch = Stopwatch.StartNew();
var sts = new AmazonSecurityTokenServiceClient(
    credentials, new AmazonSecurityTokenServiceConfig
    {
        RegionEndpoint = RegionEndpoint.EUWest1,
        HttpClientFactory = new Canned(Answers.Identity)
    });
var ssm = new AmazonSimpleSystemsManagementClient(
    credentials, new AmazonSimpleSystemsManagementConfig
    {
        RegionEndpoint = RegionEndpoint.EUWest1,
        HttpClientFactory = new Canned(Answers.Parameters)
    });
await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest());
await ssm.GetParametersAsync(new GetParametersRequest { Names = ["a", "b"], WithDecryption = true });
double cold = watch.Elapsed.TotalMilliseconds;

async Task<(double Time, long Bytes)> MeasureAsync(int calls, Func<Task> call)
{
    for (int i = 0; i < calls; i++)
    {
        await call();
    }

    long before = GC.GetTotalAllocatedBytes(precise: true);
    watch.Restart();
    for (int i = 0; i < calls; i++)
    {
        await call();
    }

    return (watch.Elapsed.TotalMicroseconds / calls, (GC.GetTotalAllocatedBytes(precise: true) - before) / calls);
}

int calls = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 0;
var query = calls == 0 ? default : await MeasureAsync(calls, () => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest()));
var json = calls == 0 ? default
    : await MeasureAsync(calls, () => ssm.GetParametersAsync(new GetParametersRequest { Names = ["a", "b"], WithDecryption = true }));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cold:0.0} {query.Time:0.0} {json.Time:0.0} {query.Bytes} {json.Bytes}"));

internal static class Answers
{
    public static readonly byte[] Identity = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn>
        <UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>
        """u8.ToArray();

    public static readonly byte[] Parameters =
        Encoding.UTF8.GetBytes("{\"InvalidParameters\":[],\"Parameters\":[" + string.Join(',', Enumerable.Range(0, 50).Select(static i =>
        $$"""{"ARN":"arn:aws:ssm:eu-west-1:123456789012:parameter/p{{i}}","DataType":"text","LastModifiedDate":1735400000.123,"Name":"/p{{i}}","Type":"SecureString","Value":"value {{i}}","Version":{{i}}}""")) + "]}");
}

internal sealed class Canned(byte[] answer) : HttpClientFactory
{
    private readonly HttpClient _client = new(new Handler(answer));

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    private sealed class Handler(byte[] answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(answer) });
    }
}
