using Amazon.Lambda;
using Amazon.Lambda.Model;
using NSubstitute.ExceptionExtensions;
using NSubstitute.Extensions;

namespace Infra.Plugins.Lambda;

/// <summary>A function to work on, as Lambda describes one.</summary>
public abstract class LambdaToolTest : ToolTest<IAmazonLambda>
{
    protected const string Arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders";
    protected const string RoleArn = "arn:aws:iam::123456789012:role/orders-role";

    protected GetFunctionResponse Orders { get; } = new()
    {
        Configuration = new()
        {
            FunctionName = "orders",
            FunctionArn = Arn,
            Version = "$LATEST",
            Runtime = Runtime.Python313,
            Handler = "lambda_function.lambda_handler",
            Role = RoleArn,
            MemorySize = 128,
            Timeout = 3,
            CodeSize = 400,
            CodeSha256 = "old-hash",
            LastModified = "2026-03-01T04:05:06.789+0000",
            RevisionId = "rev-1",
            State = State.Active,
            LastUpdateStatus = LastUpdateStatus.Successful,
            Environment = new() { Variables = new() { ["DB_PASSWORD"] = "hunter2-hunter2", ["LOG_LEVEL"] = "info-level-value" } },
        },
        Code = new() { RepositoryType = "S3", Location = "https://bucket.s3.amazonaws.com/code.zip?X-Amz-Signature=deadbeef" },
        Tags = new() { ["team"] = "shop" },
    };

    protected LambdaToolTest()
    {
        Client.GetFunctionAsync(default(GetFunctionRequest)!, default).ReturnsForAnyArgs(Orders);
        Client.ListAliasesAsync(default!, default).ReturnsForAnyArgs(new ListAliasesResponse());
        Client.ListEventSourceMappingsAsync(default!, default).ReturnsForAnyArgs(new ListEventSourceMappingsResponse());
        Client.ListVersionsByFunctionAsync(default!, default).ReturnsForAnyArgs(new ListVersionsByFunctionResponse());
        Client.ListProvisionedConcurrencyConfigsAsync(default!, default).ReturnsForAnyArgs(new ListProvisionedConcurrencyConfigsResponse());
        Policy(null);
        Client.GetAliasAsync(default!, default).ThrowsAsyncForAnyArgs(new ResourceNotFoundException("none"));
        Client.GetFunctionUrlConfigAsync(default!, default).ThrowsAsyncForAnyArgs(new ResourceNotFoundException("none"));
        Client.GetFunctionEventInvokeConfigAsync(default!, default).ThrowsAsyncForAnyArgs(new ResourceNotFoundException("none"));
    }

    /// <summary>What Lambda answers to a caller without the permission.</summary>
    protected static AmazonLambdaException Denied() =>
        new("User: arn:aws:iam::123456789012:user/me is not authorized to perform it")
        {
            ErrorCode = "AccessDeniedException",
            StatusCode = System.Net.HttpStatusCode.Forbidden
        };

    protected void NotThere() =>
        Client.Configure().GetFunctionAsync(default(GetFunctionRequest)!, default)
            .ThrowsAsyncForAnyArgs(new ResourceNotFoundException("no such function") { ErrorCode = "ResourceNotFoundException" });

    protected void Policy(
        string? statements) => Client.Configure().GetPolicyAsync(default!, default).ReturnsForAnyArgs(_ => statements is null
        ? Task.FromException<GetPolicyResponse>(new ResourceNotFoundException("none"))
        : Task.FromResult(new GetPolicyResponse { Policy = $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""" }));

    protected void Alias(string name, string version, string? canary = null, double weight = 0) =>
        Client.Configure().ListAliasesAsync(default!, default).ReturnsForAnyArgs(new ListAliasesResponse
        {
            Aliases = [MakeAlias(name, version, canary, weight)],
        });

    protected static AliasConfiguration MakeAlias(string name, string version, string? canary = null, double weight = 0) => new()
    {
        Name = name,
        AliasArn = $"{Arn}:{name}",
        FunctionVersion = version,
        RoutingConfig = canary is null ? null : new() { AdditionalVersionWeights = new() { [canary] = weight } },
    };

    protected void EventSource(string function = Arn) =>
        Client.Configure().ListEventSourceMappingsAsync(default!, default).ReturnsForAnyArgs(new ListEventSourceMappingsResponse
        {
            EventSourceMappings = [
            new() { UUID = "m-1", FunctionArn = function, EventSourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs", State = "Enabled",
                BatchSize = 10 }],
        });

    protected const string S3Statement =
        """{"Sid":"s3","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"x","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}}}""";
}
