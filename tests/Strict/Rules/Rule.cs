using System.Text.Json.Nodes;
using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>One thing that AWS documents and the emulator does not do. A table of each service has them all.</summary>
/// <param name="Name">As the counts show it, in words.</param>
/// <param name="Service">botocore's name of the service.</param>
/// <param name="Operations">The operations that it concerns.</param>
public sealed record Rule(string Name, string Service, params IReadOnlyList<string> Operations)
{
    /// <summary>Refuses a request by what is in it.</summary>
    public Func<Call, Refusal?>? Refuses { get; init; }

    /// <summary>Refuses a request by what is in the account.</summary>
    public Func<Call, Backend, Task<Refusal?>>? Looks { get; init; }

    /// <summary>Changes what goes to the emulator, or answers in its place.</summary>
    public Func<Call, Backend, Task<Change>>? Changes { get; init; }

    /// <summary>Changes what the emulator answered; true says that it did.</summary>
    public Func<Call, Answer, bool>? Mends { get; init; }

    /// <summary>Every rule of every service.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. Ec2Rules.All, .. ElbRules.All, .. AutoScalingRules.All, .. CloudWatchRules.All, .. LogsRules.All, .. S3Rules.All,
            .. SsmRules.All,
        .. Route53Rules.All, .. RdsRules.All, .. CloudFormationRules.All, .. IamRules.All, .. LambdaRules.All,
    ];

    /// <summary>As the counts show it.</summary>
    public string Title => $"{Service}: {Name}";

    public bool Concerns(Call call) => call.Service.Name == Service && Operations.Contains(call.Name);

    /// <summary>Members of which at most one may be given.</summary>
    public static Func<Call, Refusal?> AtMostOne(string code, params string[] members) => call =>
        members.Where(call.Has).ToList() is { Count: > 1 } given
            ? new(code, $"The parameters {string.Join(", ", given)} cannot be used together") : null;

    /// <summary>Members of which exactly one must be given.</summary>
    public static Func<Call, Refusal?> ExactlyOne(string code, params string[] members) => call =>
        members.Count(call.Has) == 1 ? null : new(code, $"Exactly one of {string.Join(", ", members)} must be specified");
}

/// <summary>What a rule did to a request on its way.</summary>
/// <param name="Changed">Something else goes to the emulator than what came.</param>
/// <param name="Answer">The answer in the emulator's place.</param>
public readonly record struct Change(bool Changed, Answer? Answer = null)
{
    public static Change None => default;
    public static Change Made => new(true);
    public static Change Answered(Answer answer) => new(true, answer);
}

/// <summary>The account behind the double, which a rule may ask. Nothing that it asks is counted or checked.</summary>
public abstract class Backend
{
    /// <summary>Sends a request as it stands.</summary>
    public abstract Task<Answer> SendAsync(HttpCall http);

    /// <summary>Asks an operation of a query or JSON service, as the caller of <paramref name="call"/> and in its region.</summary>
    public Task<JsonObject> AskAsync(Call call, string operation, JsonObject input) => AskAsync(call, call.Service.Name, operation, input);

    /// <inheritdoc cref="AskAsync(Call,string,JsonObject)"/>
    public async Task<JsonObject> AskAsync(Call call, string serviceName, string operation, JsonObject input)
    {
        var service = ServiceModel.Of(serviceName);
        var asked = service.Operations[operation];
        var scope = call.Http.Scope;
        var headers = new Dictionary<string, string>
        {
            ["authorization"] = "AWS4-HMAC-SHA256 " +
                $"Credential={scope.ElementAtOrDefault(0)}/20260101/{call.Region}/{service.SigningName}/aws4_request, " +
                "SignedHeaders=host, Signature=0",
            ["content-type"] = service.Protocol == WireProtocol.Json ? $"application/x-amz-json-{service.JsonVersion}"
                : "application/x-www-form-urlencoded",
        };
        string body;
        if (service.Protocol == WireProtocol.Json)
        {
            headers["x-amz-target"] = $"{service.TargetPrefix}.{operation}";
            body = input.ToJsonString();
        }
        else
        {
            body = FormWriter.Write(asked, input);
        }

        var answer = await SendAsync(new("POST", "/", headers, System.Text.Encoding.UTF8.GetBytes(body)));
        return answer.Output(asked)?.ToJson() as JsonObject ?? [];
    }

    /// <summary>Asks an operation of a REST service by its address.</summary>
    public async Task<JsonObject> GetAsync(Call call, string operation, string url)
    {
        var answer = await SendAsync(new("GET", url,
            call.Http.Headers.Where(h => !h.Key.StartsWith("content-", StringComparison.Ordinal)).ToDictionary(), []));
        return answer.Output(call.Service.Operations[operation])?.ToJson() as JsonObject ?? [];
    }
}
