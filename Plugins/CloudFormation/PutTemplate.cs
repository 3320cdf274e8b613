using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Amazon;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>
/// cfn_put_template (GetBucketLocation, PutObject of S3): a template that is longer than the 51,200 bytes that a request takes goes by way
/// of a bucket. Its key is made from its content, so that the same template is stored once and none is overwritten by another.
/// </summary>
public static class PutTemplate
{
    private const int Most = 1024 * 1024;

    public static readonly AwsTool<CfnClients> Tool = AwsTool<CfnClients>.Write<Input, Result>(
        "put_template", "Stores a template file of up to 1 MiB in a bucket. Pass its URL as templateUrl to cfn_create_change_set.",
        PlanAsync, RunAsync,
        iam: ["s3:GetBucketLocation", "s3:PutObject", "kms:GenerateDataKey>s3.amazonaws.com"],
        examples: ["Deploy the template in /home/me/big.yaml; it is too long for a call."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Path of a template file of the server."), LocalFile]
        public required string TemplatePath { get; init; }

        [Description("Bucket in the stack's region."), RegularExpression("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")]
        public required string Bucket { get; init; }
    }

    public sealed record Result(string TemplateUrl, int Bytes);

    public static async Task<ToolPlan> PlanAsync(CfnClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var (bytes, resources, key) = Read(input, context);
        var region = await RegionAsync(clients.S3.Value, input.Bucket, ct);
        var plan = new PlanBuilder($"Store {input.TemplatePath} ({bytes.Length} bytes) in the bucket {input.Bucket}.")
            .Touch(new PlannedResource($"arn:{RegionEndpoint.GetBySystemName(region).PartitionName}:s3:::{input.Bucket}", $"in {region}"))
            .Create($"s3://{input.Bucket}/{key}", "it stays, and costs by its size, until it is deleted")
            .Warn("Whoever may read the bucket can read the template.");
        plan.Keep($"{resources} resource(s) that it declares", "nothing is deployed yet");
        return plan.Undo("s3_delete_objects", new { bucket = input.Bucket, keys = new[] { key } }).Build();
    }

    public static async Task<Result> RunAsync(CfnClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var (bytes, _, key) = Read(input, context);
        var region = await RegionAsync(clients.S3.Value, input.Bucket, ct);
        using var content = new MemoryStream(bytes, writable: false);
        await clients.S3.Value.PutObjectAsync(new PutObjectRequest { BucketName = input.Bucket, Key = key, InputStream = content }, ct);
        context.Done($"stored s3://{input.Bucket}/{key}", created: $"s3://{input.Bucket}/{key}");
        var suffix = RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
        // A name with dots is in no certificate of the other form.
        return new($"https://s3.{region}.{suffix}/{input.Bucket}/{key}", bytes.Length);
    }

    // The oldest regions have names of their own.
    private static async Task<string> RegionAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        (await s3.GetBucketLocationAsync(new GetBucketLocationRequest { BucketName = bucket }, ct)).Location?.Value switch
        {
            null or "" or "US" => "us-east-1",
            "EU" => "eu-west-1",
            var region => region,
        };

    private static (byte[] Bytes, int Resources, string Key) Read(Input input, ToolContext context)
    {
        var (path, extension) = (input.TemplatePath, Path.GetExtension(input.TemplatePath).ToLowerInvariant());
        if (!Path.IsPathFullyQualified(path) || extension is not (".json" or ".yaml" or ".yml" or ".template"))
            throw ToolException.InvalidInput("templatePath must be the full path of a file that ends in .json, .yaml, .yml or .template.",
                "The file is read on the machine that this server runs on.");
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > Most and var length })
                throw ToolException.InvalidInput($"{path} has {length} bytes; CloudFormation takes {Most}.",
                    "Split it into nested stacks.");
            bytes = NamedFile.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.NotFound,
                $"There is no file {path} that can be read on the machine that this server runs on.", "Check the path.", e);
        }

        var text = Encoding.UTF8.GetString(bytes);
        // A file that is something else is none of the bucket's readers' business.
        if (Templates.Resources(text) is not { Count: > 0 } resources)
            throw ToolException.InvalidInput($"{path} holds no template that can be read: it has no Resources.");
        foreach (var (_, fallback) in Templates.Hidden(text))
            if (fallback is { Length: >= 8 }) context.Secret(fallback);
        return (bytes, resources.Count, $"cfn-templates/{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}{extension}");
    }
}
