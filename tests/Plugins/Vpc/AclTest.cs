using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>The network ACL acl-1 of subnet-1, which lets everything in and out, and keeps 198.51.100.0/24 from SSH.</summary>
public abstract class AclTest : ToolTest<IAmazonEC2>
{
    protected AclTest() => Client.DescribeNetworkAclsAsync(default!, default)
        .ReturnsForAnyArgs(_ => new DescribeNetworkAclsResponse { NetworkAcls = [Acl] });

    protected NetworkAcl Acl { get; } = new()
    {
        NetworkAclId = "acl-1",
        VpcId = "vpc-1",
        Associations = [new() { SubnetId = "subnet-1" }],
        Entries =
        [
            Entry(32767, false, "deny"), Entry(100, false, "allow"), Entry(100, true, "allow"),
            Entry(90, false, "deny", "6", 22, "198.51.100.0/24"),
        ],
    };

    private static NetworkAclEntry Entry(int number, bool egress, string action, string protocol = "-1", int? port = null,
        string block = "0.0.0.0/0") => new()
        {
            RuleNumber = number,
            Egress = egress,
            RuleAction = action,
            Protocol = protocol,
            PortRange = port is null ? null : new() { From = port, To = port },
            CidrBlock = block,
        };
}
