using System.Net.Http.Headers;
using System.Text.Json;

namespace Infra.Emulator.Lambda;

/// <summary>What a function needs around it, made at moto without any tool.</summary>
internal static class Surroundings
{
    private static readonly HttpClient Http = new();

    /// <summary>The ARN of a new role that Lambda can assume.</summary>
    public static async Task<string> RoleAsync(Wire wire, string name)
    {
        await AskAsync(wire, "iam", "2010-05-08", "CreateRole", ("RoleName", name),
            ("AssumeRolePolicyDocument",
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""));
        return $"arn:aws:iam::123456789012:role/{name}";
    }

    /// <summary>The ARN of a new queue.</summary>
    public static async Task<string> QueueAsync(Wire wire, string name)
    {
        await AskAsync(wire, "sqs", "2012-11-05", "CreateQueue", ("QueueName", name));
        return $"arn:aws:sqs:us-east-1:123456789012:{name}";
    }

    /// <summary>Gives a database a password of its own, in place of the one that RDS keeps in Secrets Manager.</summary>
    public static Task OwnPasswordAsync(Wire wire, string instanceId) => AskAsync(wire, "rds", "2014-10-31", "ModifyDBInstance",
        ("DBInstanceIdentifier", instanceId), ("ManageMasterUserPassword", "false"), ("MasterUserPassword", "hunter2-hunter2"),
        ("ApplyImmediately", "true"));

    /// <summary>The ARN of a new certificate.</summary>
    public static async Task<string> CertificateAsync(Wire wire, string domainName) =>
        JsonElement.Parse(await JsonAsync(wire, "acm", "CertificateManager.RequestCertificate", new { DomainName = domainName }))
            .GetProperty("CertificateArn").GetString()!;

    /// <summary>Writes events into a log group, which is made when there is none.</summary>
    public static async Task LogAsync(Wire wire, string group, string stream, params (int SecondsAgo, string Message)[] events)
    {
        await LogsAsync(wire, "CreateLogGroup", new { logGroupName = group });
        await LogsAsync(wire, "CreateLogStream", new { logGroupName = group, logStreamName = stream });
        var now = DateTimeOffset.UtcNow;
        await LogsAsync(wire, "PutLogEvents", new
        {
            logGroupName = group,
            logStreamName = stream,
            logEvents = events.Select(e => new { timestamp = now.AddSeconds(-e.SecondsAgo).ToUnixTimeMilliseconds(), message = e.Message }),
        });
    }

    private static Task<string> LogsAsync(Wire wire, string operation, object arguments) =>
        JsonAsync(wire, "logs", $"Logs_20140328.{operation}", arguments);

    private static async Task<string> JsonAsync(Wire wire, string service, string target, object arguments)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post,
            wire.Url)
        {
            Content = new StringContent(JsonSerializer.Serialize(arguments),
                new MediaTypeHeaderValue("application/x-amz-json-1.1"))
        };
        request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=none");
        using var response = await Http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        // What is there already is no error.
        if (!response.IsSuccessStatusCode) Assert.Contains("AlreadyExists", answer, StringComparison.Ordinal);
        return answer;
    }

    private static async Task AskAsync(
        Wire wire, string service, string version, string action, params (string Name, string Value)[] parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, wire.Url)
        {
            Content = new FormUrlEncodedContent(
                [new("Action", action), new("Version", version), .. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value))]),
        };
        // moto takes service and region from here, and checks no signature.
        request.Headers.TryAddWithoutValidation("Authorization",
            $"AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=none");
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
