using System.Net;
using Amazon.EC2;
using Infra.Core.Catalog;

namespace Infra.Core.Safety;

/// <summary>What the guard lets through to AWS itself, seen below the SDK.</summary>
[Collection(nameof(AwsGuard))]
public sealed class DryRunTests : IDisposable
{
    private readonly Endpoint endpoint = new();
    private readonly AmazonEC2Client ec2;
    private readonly CatalogTool createVpc = BuiltHost.Catalog(ToolKind.Write).Find("vpc_create_vpc")!;

    public DryRunTests()
    {
        AwsGuard.Install();
        endpoint.Answer = _ => Endpoint.Error(HttpStatusCode.PreconditionFailed, "DryRunOperation");
        ec2 = new AmazonEC2Client("key", "secret", endpoint.Config<AmazonEC2Config>());
    }

    public void Dispose() => ec2.Dispose();

    [Fact]
    public async Task A_rehearsal_sends_writes_as_DryRun()
    {
        using var scope = CallScope.Rehearsal(createVpc);

        await ec2.CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" });

        Assert.Contains("DryRun=true", Assert.Single(endpoint.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_AWSs_own_is_asked_for_no_dry_run_however_it_was_chosen()
    {
        var config = endpoint.Config<AmazonEC2Config>();
        config.EndpointProvider = new Elsewhere();
        using var other = new AmazonEC2Client("key", "secret", config);
        using var scope = CallScope.Rehearsal(createVpc);

        await Assert.ThrowsAsync<ToolException>(() => other.CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }));

        Assert.Empty(endpoint.Requests);
    }

    [Fact] // SAF-M11, EC2-M14
    public async Task Each_write_is_asked_in_turn_and_the_sentence_names_them_and_the_others()
    {
        using var scope = CallScope.Rehearsal(createVpc);

        await ec2.CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" });
        endpoint.Answer = _ => Endpoint.Error(HttpStatusCode.Forbidden, "UnauthorizedOperation");
        await Assert.ThrowsAsync<AmazonEC2Exception>(() => ec2.CreateTagsAsync(new() { Resources = ["vpc-1"], Tags = [new("a", "b")] }));
        // What comes after a write that was only asked for cannot be looked at.
        await Assert.ThrowsAsync<ToolException>(() => ec2.DescribeVpcsAsync(new()));

        var sentence = Rehearsal.Sentence(scope);
        Assert.Contains("is permitted CreateVpc.", sentence, StringComparison.Ordinal);
        Assert.Contains("is not permitted CreateTags.", sentence, StringComparison.Ordinal);
        Assert.Contains("Not asked: ModifyVpcAttribute.", sentence, StringComparison.Ordinal);
        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Fact]
    public async Task An_operation_without_DryRun_is_not_rehearsed()
    {
        using var scope = CallScope.Rehearsal(createVpc);

        await Assert.ThrowsAsync<ToolException>(() => ec2.ModifyVpcAttributeAsync(new() { VpcId = "vpc-1", EnableDnsHostnames = true }));

        Assert.Empty(endpoint.Requests);
    }

    private sealed class Elsewhere : Amazon.Runtime.Endpoints.IEndpointProvider
    {
        public Amazon.Runtime.Endpoints.Endpoint ResolveEndpoint(Amazon.Runtime.Endpoints.EndpointParameters parameters) =>
            new("https://ec2.emulator.example");
    }

    [Fact]
    public async Task Outside_of_a_call_nothing_is_sent()
    {
        await Assert.ThrowsAsync<ToolException>(() => ec2.DescribeVpcsAsync(new()));

        Assert.Empty(endpoint.Requests);
    }
}
