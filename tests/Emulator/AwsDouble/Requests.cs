using System.Text;
using Infra.Strict.Protocol;
using Infra.Strict.Rules;

namespace Infra.Emulator.AwsDouble;

/// <summary>Requests as clients write them, and an account that answers what a test says.</summary>
internal static class Requests
{
    /// <summary>A request of the query protocols.</summary>
    /// <param name="form">The parameters, with ampersands between them; values are encoded here.</param>
    public static HttpCall Query(string service, string operation, string form = "", string region = "us-east-1")
    {
        var model = ServiceModel.Of(service);
        var pairs = form.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
            .Select(p => $"{p[0]}={Uri.EscapeDataString(p[1])}");
        return new("POST", "/", Headers(model, region),
            Encoding.UTF8.GetBytes(string.Join('&', [$"Action={operation}", $"Version={model.Version}", .. pairs])));
    }

    public static HttpCall Json(string service, string operation, string body, string region = "us-east-1")
    {
        var model = ServiceModel.Of(service);
        var headers = Headers(model, region);
        headers["x-amz-target"] = $"{model.TargetPrefix}.{operation}";
        return new("POST", "/", headers, Encoding.UTF8.GetBytes(body));
    }

    public static HttpCall Rest(string service, string method, string url, string body = "", string region = "us-east-1",
        params (string Name, string Value)[] more)
    {
        var headers = Headers(ServiceModel.Of(service), region);
        foreach (var (name, value) in more) headers[name] = value;
        return new(method, url, headers, Encoding.UTF8.GetBytes(body));
    }

    private static Dictionary<string, string> Headers(ServiceModel model, string region) => new()
    {
        ["authorization"] = $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/{region}/{model.SigningName}/aws4_request, " +
            "SignedHeaders=host, Signature=0",
    };
}

/// <summary>An account of canned answers, by the operation or a part of method and address; 200 without a body for all else.</summary>
internal sealed class Account(params (string Operation, string Body)[] answers) : Backend
{
    public List<HttpCall> Sent { get; } = [];

    public override Task<Answer> SendAsync(HttpCall http)
    {
        Sent.Add(http);
        var call = Call.Read(http);
        var body = answers.FirstOrDefault(a => a.Operation == call?.Name ||
            $"{http.Method} {http.Url}".Contains(a.Operation, StringComparison.Ordinal)).Body;
        var answer = new Answer(200);
        answer.SetBody(Encoding.UTF8.GetBytes(body ?? ""), "text/xml");
        return Task.FromResult(answer);
    }
}
