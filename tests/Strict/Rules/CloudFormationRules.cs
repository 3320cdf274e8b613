using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>AWS CloudFormation. Sources are the operation's documentation in botocore 1.43.11 (model cloudformation).</summary>
internal static class CloudFormationRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        // CreateStackInput.TemplateBody: "you must specify either TemplateBody or TemplateURL, but not both".
        new("A template is text or an address", "cloudformation", "CreateStack",
            "ValidateTemplate") { Refuses = Rule.ExactlyOne("ValidationError", "TemplateBody", "TemplateURL") },
        new("An update has a template or keeps its own", "cloudformation", "UpdateStack")
        {
            Refuses = call => new[] { call.Has("TemplateBody"), call.Has("TemplateURL"),
                call.Text("UsePreviousTemplate") == "true" }.Count(g => g) == 1
                ? null
                : new("ValidationError", "Exactly one of TemplateBody, TemplateURL and UsePreviousTemplate must be specified."),
        },
        // CreateStackInput.OnFailure: "you can specify either OnFailure or DisableRollback, but not both".
        new("A failure has one consequence", "cloudformation",
            "CreateStack") { Refuses = Rule.AtMostOne("ValidationError", "OnFailure", "DisableRollback") },
        // DeleteStackInput.RetainResources, DeletionMode: for stacks in DELETE_FAILED.
        new("What cannot be deleted is left only after a deletion has failed", "cloudformation", "DeleteStack")
        {
            Looks = async (call, backend) =>
            {
                if (!call.Has("RetainResources") && call.Text("DeletionMode") != "FORCE_DELETE_STACK") return null;
                var found = await backend.AskAsync(call, "DescribeStacks", new() { ["StackName"] = call.Text("StackName") });
                return Call.ObjectsOf(found["Stacks"]).FirstOrDefault()?["StackStatus"]?.ToString() == "DELETE_FAILED" ? null
                    : new("ValidationError", "Only a stack in the state DELETE_FAILED can be deleted without some of its resources.");
            },
        },
        // CreateStackInstancesInput.Accounts: "you can specify Accounts or DeploymentTargets, but not both".
        new("A stack set goes to accounts or to units", "cloudformation", "CreateStackInstances", "DeleteStackInstances")
        {
            Refuses = Rule.ExactlyOne("ValidationError", "Accounts", "DeploymentTargets"),
        },
        // ExecuteChangeSetInput.DisableRollback: not with a change set that was made with OnStackFailure.
        new("A change set with OnStackFailure takes no DisableRollback", "cloudformation", "ExecuteChangeSet")
        {
            Looks = async (call, backend) =>
            {
                if (!call.Has("DisableRollback")) return null;
                var ask = new System.Text.Json.Nodes.JsonObject { ["ChangeSetName"] = call.Text("ChangeSetName") };
                if (call.Has("StackName")) ask["StackName"] = call.Text("StackName");
                var found = await backend.AskAsync(call, "DescribeChangeSet", ask);
                return found["OnStackFailure"] is null ? null
                    : new("ValidationError", "DisableRollback cannot be specified with OnStackFailure");
            },
        },
    ];
}
