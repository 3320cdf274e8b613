using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>AWS IAM. Sources are the IAM user guide's "IAM JSON policy elements reference" where nothing else is said.</summary>
internal static class IamRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("A policy document is JSON with statements", "iam", "CreatePolicy", "CreatePolicyVersion", "PutRolePolicy", "PutUserPolicy",
            "PutGroupPolicy", "CreateRole", "UpdateAssumeRolePolicy")
        {
            Refuses = call => Document(call)?["Statement"] is null ? new("MalformedPolicyDocument", "Syntax errors in policy.") : null,
        },
        // "Version": 2012-10-17 or 2008-10-17, which holds where there is none. The emulator wants one.
        new("An inline policy without Version has the old one", "iam", "PutRolePolicy", "PutUserPolicy", "PutGroupPolicy")
        {
            Changes = (call, _) =>
            {
                if (Document(call) is not { } document || document["Version"] is not null) return Task.FromResult(Change.None);
                document["Version"] = "2008-10-17";
                call.Input["PolicyDocument"] = document.ToJsonString();
                call.Rewrite();
                return Task.FromResult(Change.Made);
            },
        },
        // "IAM and AWS STS quotas": characters of a document, white space not counted.
        new("A document is not too long", "iam", "CreatePolicy", "CreatePolicyVersion", "PutUserPolicy", "PutRolePolicy", "PutGroupPolicy")
        {
            Refuses = call => (call.Text("PolicyDocument")?.Count(c => !char.IsWhiteSpace(c)) ?? 0) > Longest(call.Name)
                ? new("LimitExceeded", $"Maximum policy size of {Longest(call.Name)} bytes exceeded", 409)
                : null,
        },
    ];

    private static int Longest(string operation) => operation switch
    {
        "PutUserPolicy" => 2048,
        "PutGroupPolicy" => 5120,
        "PutRolePolicy" => 10240,
        _ => 6144,
    };

    private static JsonObject? Document(Call call)
    {
        try
        {
            return JsonNode.Parse(call.Text("PolicyDocument") ?? call.Text("AssumeRolePolicyDocument") ?? "") as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
