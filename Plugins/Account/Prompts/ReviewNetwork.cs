namespace Infra.Plugins.Account;

/// <summary>account_review_network: who can reach what, and who should not.</summary>
internal static class ReviewNetwork
{
    private static readonly PromptArgument Vpc = new("vpcId", "The VPC to look at; all of the region when left out.");
    private static readonly PromptArgument Region = new("region", "The region; the configured one when left out.");

    public static readonly Prompt Prompt = new("review_network", "Review network security",
        "Finds what is open to the internet and needs not be, with the rule and the way to close it.",
        [
            new TextContent("""
                Review how safe my network on AWS is. Only read; change nothing, and propose each change for me to decide.
                Look at the VPC {vpcId} only.
                Work in the region {region}.

                Find out
                - with vpc_list_security_groups, which groups let in 0.0.0.0/0 or ::/0
                - with vpc_get_security_group, to which ports each of these does
                - with vpc_list_network_interfaces, what those groups are attached to: one that nothing uses is a smaller matter
                - with vpc_list_route_tables, which subnets have a route to an internet gateway
                - with ec2_list_instances, which instances have a public address in such a subnet
                - with elb_list_load_balancers, which load balancers face the internet
                - with elb_list_listeners, whether these still take plain HTTP
                - with rds_list_instances, which databases are publicly accessible or not encrypted
                - with lambda_get_policy, for functions that somebody may call without signing in, who may
                - with s3_get_bucket, which buckets are public by policy or by access list
                - with vpc_list_endpoints, whether S3 and DynamoDB are reached inside the VPC

                Something is exposed only where a route, an address and a rule all allow it: say so for each finding,
                and do not report a rule alone as a hole.
                Administration (22, 3389) and databases (1433, 3306, 5432, 6379, 27017) open to everybody come first.
                Report a table: severity, resource id, what is open to whom, why it matters here,
                the change that closes it, and what that change could break.
                Name what you could not read and what you did not look at.
                """),
        ])
    { Arguments = [Vpc, Region] };
}
