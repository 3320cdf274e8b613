using System.Text.Json.Nodes;
using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>Parameter Store. Sources are the operation's documentation in botocore 1.43.11 (model ssm) where nothing else is
/// said.</summary>
internal static class SsmRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        // PutParameterRequest.KeyId: "if you don't specify a key ID, the system uses the default key associated with your account", on
        // overwrites too (aws-devtools-labs/aws-blocks#452). The emulator keeps the old key.
        new("An overwrite without a key takes the default key", "ssm", "PutParameter")
        {
            Changes = async (call, backend) =>
            {
                if (call.Has("KeyId") || call.Text("Overwrite") != "true") return Change.None;
                if (call.Text("Type") is not "SecureString")
                {
                    var old = await DescribeAsync(call, backend);
                    if (call.Has("Type") || old?["Type"]?.ToString() != "SecureString") return Change.None;
                }

                call.Input["KeyId"] = "alias/aws/ssm";
                call.Rewrite();
                return Change.Made;
            },
        },
        // PutParameterRequest.Tags: "to add tags to an existing parameter, use AddTagsToResource".
        new("Tags are given to a new parameter only", "ssm", "PutParameter")
        {
            Refuses = call => call.Text("Overwrite") == "true" && call.Has("Tags")
                ? new("ValidationException", "Invalid request: tags and overwrite can't be used together.") : null,
        },
        // PutParameterRequest.Tier: an advanced parameter cannot become a standard one.
        new("An advanced parameter stays advanced", "ssm", "PutParameter")
        {
            Looks = async (call, backend) => call.Text("Overwrite") == "true" && call.Text("Tier") is null or "Standard" &&
                (await DescribeAsync(call, backend))?["Tier"]?.ToString() == "Advanced"
                ? new("ValidationException", "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from " +
                    "the advanced-parameter tier to the standard-parameter tier.")
                : null,
        },
        // getmoto/moto#4360, recorded on AWS; aws-samples/resource-autotagger#1.
        new("A parameter of AWS has no tags to list", "ssm", "ListTagsForResource")
        {
            Refuses = call => call.Text("ResourceType") == "Parameter" &&
                call.Text("ResourceId")?.TrimStart('/').StartsWith("aws/", StringComparison.Ordinal) is true
                ? new("InvalidResourceId", "The resource ID isn't valid. Verify that you entered the correct ID and try again.")
                : null,
        },
        new("Parameters are filtered in one way", "ssm",
            "DescribeParameters") { Refuses = Rule.AtMostOne("ValidationException", "Filters", "ParameterFilters") },
    ];

    private static async Task<JsonObject?> DescribeAsync(Call call, Backend backend)
    {
        var filter = new JsonObject { ["Key"] = "Name", ["Option"] = "Equals", ["Values"] = new JsonArray(call.Text("Name")) };
        return Call.ObjectsOf((await backend.AskAsync(call, "DescribeParameters",
            new() { ["ParameterFilters"] = new JsonArray(filter) }))["Parameters"]).FirstOrDefault();
    }
}
