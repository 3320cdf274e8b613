namespace Infra.Plugins.Account;

/// <summary>account_roll_out: a change that goes in small steps, each of which can be taken back.</summary>
internal static class RollOut
{
    private static readonly PromptArgument Change = new("change", "What is to be rolled out, and to what.", Required: true);
    private static readonly PromptArgument Region = new("region", "The region; the configured one when left out.");

    public static readonly Prompt Prompt = new("roll_out", "Roll out a change safely",
        "Takes a change out in small steps: plan, check, act, watch, and back if it fails.",
        [
            new TextContent("""
                Roll this out safely: {change}
                Work in the region {region}.

                Before anything
                - make sure whose account this is, and what you may do there: account_whoami, account_check_access
                - write down how things are now, so that they can be put back: cfn_get_stack, lambda_get_function, asg_get_group, as it applies
                - see that it is healthy now: elb_get_target_health
                - see that no alarm rings: cloudwatch_list_alarms
                - for a stack, make a change set, read it with cfn_get_change_set, and look for replacements
                - for a template that is new, cfn_validate_template

                Then, in the smallest steps there are, one at a time
                - call each tool that writes with dryRun first, show me its plan, and go on when I say so;
                  never confirm in my name
                - one instance, one alias weight or one region before all of them
                - after each step wait, and look at health again: elb_get_target_health
                - look for alarms: cloudwatch_list_alarms
                - hold errors and latency against the hour before: cloudwatch_get_metric_data
                - read what the stack says of itself: cfn_list_events
                - at the first sign that it is worse than before, stop, tell me, and propose the way back

                At the end tell what was changed, what was not, and what to watch in the next hours.
                """),
        ])
    { Arguments = [Change, Region] };
}
