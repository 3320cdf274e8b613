namespace Infra.Plugins.Account;

/// <summary>account_review_waste: what costs money and does nothing.</summary>
internal static class ReviewWaste
{
    private static readonly PromptArgument Region = new("region", "The region, or all; the configured one when left out.");
    private static readonly PromptArgument Days = new("days", "How many days back a thing must have been idle; 14 when left out.");

    public static readonly Prompt Prompt = new("review_waste", "Review waste",
        "Finds resources that cost money and do nothing, with the evidence for each.",
        [
            new TextContent("""
                Find what my AWS account pays for and does not use. Only read; change nothing, and propose each change for me to decide.
                Work in the region {region}.
                Call a thing idle when it did nothing in the last {days} days, otherwise in the last 14.

                Look for
                - volumes that are attached to nothing (ec2_list_volumes, state available), and gp2 volumes that could be gp3
                - elastic addresses that are attached to nothing (ec2_list_addresses)
                - snapshots of volumes that are gone, and old ones that no image needs (ec2_list_snapshots, ec2_list_images)
                - instances that are stopped and whose volumes still cost (ec2_list_instances)
                - instances that run without work (cloudwatch_get_metric_data, CPUUtilization)
                - NAT gateways, and whether anything is sent through them (vpc_list_gateways)
                - load balancers without targets or without requests (elb_list_load_balancers, elb_get_target_health)
                - databases without connections (rds_list_instances), and manual snapshots that nobody needs (rds_list_snapshots)
                - log groups that keep everything for ever (logs_list_groups)
                - buckets without a lifecycle for unfinished uploads and old versions (s3_get_bucket)
                - functions that were not invoked (lambda_list_functions)

                An absence of metrics is no proof of idleness: say which it is. Tags may say that a thing is kept on purpose.
                Report a table: resource id, what it is, why it seems unused and since when, roughly what it costs a month,
                the act that ends it, and whether that act can be undone.
                Order it by cost. Name what you could not read.
                """),
        ])
    { Arguments = [Region, Days] };
}
