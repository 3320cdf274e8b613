using Amazon.AwsService;
using Infra;
using Infra.Aws;

namespace AcmeNamespace;

/// <summary>acmemodule_get_endpoint: asks AWS nothing. A tool that does names its actions: iam: ["service:ListThings"].</summary>
public static class GetEndpoint
{
    public static readonly AwsTool<IAmazonAwsClientName> Tool = AwsTool<IAmazonAwsClientName>.Read<Input, Result>(
        "get_endpoint", "The region in which AwsService is called, and the endpoint if one is configured.", RunAsync,
        iam: [],
        examples: ["Where do requests to AwsService go?"]);

    public sealed record Input;

    public sealed record Result(string? Region, string? Endpoint);

    public static Task<Result> RunAsync(IAmazonAwsClientName client, Input input, CancellationToken ct) =>
        Task.FromResult(new Result(client.Config.RegionEndpoint?.SystemName, client.Config.ServiceURL));
}
