using System.Collections;
using System.Text.Json;
using Amazon.Runtime;

namespace Infra.Core.Safety;

/// <summary>Reads that hand out secrets: only tools that are marked as returning one may use them.</summary>
internal static class SecretOperations
{
    private static readonly string[] Always =
    [
        "Secrets Manager GetSecretValue", "Secrets Manager BatchGetSecretValue",
        "EC2 GetPasswordData", "EC2 DescribeVpnConnections", "EC2 GetVpnConnectionDeviceSampleConfiguration",
        "Lambda GetLayerVersion", "Lambda GetLayerVersionByArn",
    ];

    private static readonly string[] Decrypting = ["GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory"];

    /// <summary>Whether the answer to this request holds a secret.</summary>
    public static bool Tells(string service, string operation, AmazonWebServiceRequest request) =>
        Always.Contains($"{service} {operation}")
        || (service is "SSM" && Decrypting.Contains(operation) && request.GetType().GetProperty("WithDecryption")?.GetValue(request) is true);

    /// <summary>Whether what is about to be sent asks for a secret that the request did not ask for when it was admitted.</summary>
    public static bool Tells(string service, string operation, ReadOnlyMemory<byte> body)
    {
        if (service is not "SSM" || !Decrypting.Contains(operation)) return false;
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("WithDecryption", out var decrypt) && decrypt.ValueKind is not JsonValueKind.False;
    }

    /// <summary>
    /// Takes out of an answer the secrets that AWS adds to what was asked for: the values of a Lambda function's environment, whose
    /// names stay, and the presigned address of its code.
    /// </summary>
    public static void Blank(string service, AmazonWebServiceResponse answer)
    {
        if (service is not "Lambda") return;
        if (Get(answer, "Code") is { } code) code.GetType().GetProperty("Location")?.SetValue(code, null);
        IEnumerable<object?> configurations = [answer, Get(answer, "Configuration"), .. Each(answer, "Functions"), .. Each(answer, "Versions")];
        foreach (var configuration in configurations)
        {
            if (configuration is null || Get(configuration, "Environment") is not { } environment || Get(environment, "Variables") is not IDictionary<string, string> variables) continue;
            foreach (var name in variables.Keys.ToList()) variables[name] = Redactor.Mark;
        }
    }

    private static object? Get(object from, string property) => from.GetType().GetProperty(property)?.GetValue(from);

    private static IEnumerable<object?> Each(object from, string property) => (Get(from, property) as IEnumerable)?.Cast<object?>() ?? [];
}
