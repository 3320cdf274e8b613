using System.IO.Compression;
using System.Net;
using System.Text;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.Route53;
using Amazon.Route53.Model;

namespace Infra.Sdk.Tests;

/// <summary>Each service against the emulator: create, read, page, change, delete, and an error with its own type.</summary>
[Collection(MotoCollection.Name)]
public sealed class RoundTripTests(MotoServer moto)
{
    [Fact]
    public async Task Rds_instances_live_and_die()
    {
        using var rds = new AmazonRDSClient(MotoServer.Credentials, moto.Configure(new AmazonRDSConfig()));
        for (int i = 0; i < 23; i++)
        {
            var created = await rds.CreateDBInstanceAsync(new CreateDBInstanceRequest
            {
                DBInstanceIdentifier = $"db{i:00}",
                Engine = "postgres",
                DBInstanceClass = "db.t3.micro",
                AllocatedStorage = 20 + i,
                MasterUsername = "admin",
                MasterUserPassword = "a&b=c d%é",
                Tags = [new Amazon.RDS.Model.Tag { Key = "env", Value = "p&d=1 é" }],
            });
            Assert.Equal(20 + i, created.DBInstance.AllocatedStorage);
            Assert.Equal("p&d=1 é", Assert.Single(created.DBInstance.TagList).Value);
            Assert.Equal(DateTimeKind.Utc, created.DBInstance.InstanceCreateTime?.Kind);
        }

        var page = await rds.DescribeDBInstancesAsync(new DescribeDBInstancesRequest { MaxRecords = 20 });
        Assert.Equal(20, page.DBInstances.Count);
        Assert.NotNull(page.Marker);
        Assert.NotEmpty(page.ResponseMetadata.RequestId);

        var all = new List<string>();
        await foreach (var instance in rds.Paginators.DescribeDBInstances(new DescribeDBInstancesRequest { MaxRecords = 20 }).DBInstances)
        {
            all.Add(instance.DBInstanceIdentifier);
        }

        Assert.Equal(23, all.Distinct().Count());

        await rds.ModifyDBInstanceAsync(new ModifyDBInstanceRequest
        {
            DBInstanceIdentifier = "db00",
            AllocatedStorage = 99,
            ApplyImmediately = true,
        });
        var read = await rds.DescribeDBInstancesAsync(new DescribeDBInstancesRequest { DBInstanceIdentifier = "db00" });
        Assert.Equal(99, Assert.Single(read.DBInstances).AllocatedStorage);

        await rds.DeleteDBInstanceAsync(new DeleteDBInstanceRequest { DBInstanceIdentifier = "db00", SkipFinalSnapshot = true });
        var missing = await Assert.ThrowsAsync<DBInstanceNotFoundException>(
            () => rds.DescribeDBInstancesAsync(new DescribeDBInstancesRequest { DBInstanceIdentifier = "db00" }));
        Assert.IsAssignableFrom<AmazonRDSException>(missing);
        Assert.Equal("DBInstanceNotFound", missing.ErrorCode);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.NotEmpty(missing.RequestId);
    }

    [Fact]
    public async Task Iam_roles_live_and_die()
    {
        using var iam = new AmazonIdentityManagementServiceClient(
            MotoServer.Credentials, moto.Configure(new AmazonIdentityManagementServiceConfig()));
        var created = await iam.CreateRoleAsync(new CreateRoleRequest
        {
            RoleName = "builder",
            AssumeRolePolicyDocument = """{"Version":"2012-10-17","Statement":[]}""",
            MaxSessionDuration = 7200,
            Tags = [new Amazon.IdentityManagement.Model.Tag { Key = "a", Value = "b" }],
        });
        Assert.Equal(7200, created.Role.MaxSessionDuration);
        Assert.Contains((await iam.ListRolesAsync()).Roles, role => role.RoleName == "builder");

        int policies = 0;
        await foreach (ManagedPolicy policy in iam.Paginators.ListPolicies(new ListPoliciesRequest { MaxItems = 500, Scope = PolicyScopeType.AWS }).Policies)
        {
            policies += policy.Arn.StartsWith("arn:aws:iam::aws:policy/", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(policies > 500, $"Only {policies} policies came: the second page is missing.");

        await iam.AttachRolePolicyAsync(new AttachRolePolicyRequest
        {
            RoleName = "builder",
            PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess",
        });
        var attached = await iam.ListAttachedRolePoliciesAsync(new ListAttachedRolePoliciesRequest { RoleName = "builder" });
        AttachedPolicyType one = Assert.Single(attached.AttachedPolicies);
        Assert.Equal("ReadOnlyAccess", one.PolicyName);
        await iam.DetachRolePolicyAsync(new DetachRolePolicyRequest { RoleName = "builder", PolicyArn = one.PolicyArn });
        await iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = "builder" });
        var missing = await Assert.ThrowsAsync<NoSuchEntityException>(() => iam.GetRoleAsync(new GetRoleRequest { RoleName = "builder" }));
        Assert.Equal("NoSuchEntity", missing.ErrorCode);
    }

    [Fact]
    public async Task Lambda_functions_live_and_die()
    {
        using var lambda = new AmazonLambdaClient(MotoServer.Credentials, moto.Configure(new AmazonLambdaConfig()));
        using var iam = new AmazonIdentityManagementServiceClient(
            MotoServer.Credentials, moto.Configure(new AmazonIdentityManagementServiceConfig()));
        var role = await iam.CreateRoleAsync(new CreateRoleRequest
        {
            RoleName = "runner",
            AssumeRolePolicyDocument = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""",
        });
        for (int i = 0; i < 3; i++)
        {
            var created = await lambda.CreateFunctionAsync(new CreateFunctionRequest
            {
                FunctionName = $"f{i}",
                Runtime = Amazon.Lambda.Runtime.Python312,
                Role = role.Role.Arn,
                Handler = "f.h",
                Code = new FunctionCode { ZipFile = Zip("f.py", "def h(e, c):\n    return e\n") },
                Environment = new Amazon.Lambda.Model.Environment { Variables = new() { ["A"] = "1" } },
                Timeout = 5,
            });
            Assert.Equal("1", created.Environment.Variables["A"]);
            Assert.Equal(Amazon.Lambda.Runtime.Python312, created.Runtime);
        }

        Assert.Equal(3, (await lambda.ListFunctionsAsync()).Functions.Count);
        string arn = (await lambda.GetFunctionAsync("f0")).Configuration.FunctionArn;
        await lambda.TagResourceAsync(new Amazon.Lambda.Model.TagResourceRequest { Resource = arn, Tags = new() { ["k"] = "v" } });
        Assert.Equal("v", (await lambda.ListTagsAsync(new ListTagsRequest { Resource = arn })).Tags["k"]);
        await lambda.DeleteFunctionAsync("f0");
        var missing = await Assert.ThrowsAsync<Amazon.Lambda.Model.ResourceNotFoundException>(() => lambda.GetFunctionAsync("f0"));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Route53_zones_live_and_die()
    {
        using var route53 = new AmazonRoute53Client(MotoServer.Credentials, moto.Configure(new AmazonRoute53Config()));
        var created = await route53.CreateHostedZoneAsync(new CreateHostedZoneRequest
        {
            Name = "example.com.",
            CallerReference = "first",
            HostedZoneConfig = new HostedZoneConfig { Comment = "a<b&c" },
        });
        Assert.Equal("a<b&c", created.HostedZone.Config.Comment);
        Assert.NotEmpty(created.Location);
        string id = created.HostedZone.Id;
        await route53.ChangeResourceRecordSetsAsync(new ChangeResourceRecordSetsRequest
        {
            HostedZoneId = id,
            ChangeBatch = new ChangeBatch
            {
                Changes =
                [
                    new Change
                    {
                        Action = ChangeAction.UPSERT,
                        ResourceRecordSet = new ResourceRecordSet
                        {
                            Name = "www.example.com.",
                            Type = RRType.A,
                            TTL = 60,
                            ResourceRecords = [new ResourceRecord { Value = "1.2.3.4" }, new ResourceRecord { Value = "1.2.3.5" }],
                        },
                    },
                ],
            },
        });
        var records = await route53.ListResourceRecordSetsAsync(new ListResourceRecordSetsRequest { HostedZoneId = id });
        var record = Assert.Single(records.ResourceRecordSets, item => item.Type == RRType.A);
        Assert.Equal(2, record.ResourceRecords.Count);
        Assert.Equal(60, record.TTL);
    }

    private static MemoryStream Zip(string name, string content)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry(name).Open())
        {
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        return new MemoryStream(stream.ToArray());
    }
}
