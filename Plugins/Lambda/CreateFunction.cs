using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_create_function (CreateFunction).</summary>
public static class CreateFunction
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, FunctionResult>(
        "create_function", "Creates a Lambda function from one of zipPath, source, s3Bucket with s3Key, or imageUri.", PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:CreateFunction", "lambda:PublishVersion", "lambda:TagResource",
            "lambda:GetLayerVersion", "iam:PassRole>lambda.amazonaws.com", "s3:GetObject", "s3:GetObjectVersion",
            "kms:Decrypt>s3.amazonaws.com", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
            "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups",
        ],
        examples: ["Make a Python function that answers hello.", "Create orders from /builds/orders.zip with role orders-role."])
        .With(deadline: Functions.Deadline);

    public sealed record Input : CodeInput
    {
        [Description("Name of the new function."), RegularExpression(FunctionInput.NewName)]
        public required string FunctionName { get; init; }

        [Description("ARN of the execution role."), RegularExpression("arn:.+:role/.+")]
        public required string RoleArn { get; init; }

        [Description("Runtime, for example python3.13; none for an image.")]
        public string? Runtime { get; init; }

        [Description("File and function, for example index.handler.")]
        public string? Handler { get; init; }

        [Description("Description."), MaxLength(256)]
        public string? Description { get; init; }

        [Description("Memory; CPU grows with it."), Range(128, 32768)]
        public int MemoryMb { get; init; } = 128;

        [Description("Longest run."), Range(1, 900)]
        public int TimeoutSeconds { get; init; } = 3;

        [Description("Size of /tmp."), Range(512, 10240)]
        public int EphemeralStorageMb { get; init; } = 512;

        [Description("Environment variables."), DataType(DataType.Password)]
        public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

        [Description("Subnet ids."), MaxLength(16)]
        public IReadOnlyList<string> SubnetIds { get; init; } = [];

        [Description("Security group ids."), MaxLength(5)]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Reach IPv6 through dual-stack subnets.")]
        public bool Ipv6 { get; init; }

        [Description("Start published versions from a snapshot.")]
        public bool SnapStart { get; init; }

        [Description("ARNs of layer versions; a later one's files win."), MaxLength(5)]
        public IReadOnlyList<string> LayerArns { get; init; } = [];

        [Description("Trace requests with AWS X-Ray.")]
        public bool Tracing { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var code = Check(input);
        var other = await Functions.OrNullAsync(Functions.FindAsync(lambda, input.FunctionName, ct));
        var what = $"function {input.FunctionName}";
        var plan = new PlanBuilder(
            $"Create the function {input.FunctionName} ({input.Runtime ?? "image"}, {PlanBuilder.Text(input.MemoryMb)} MB) "
            + $"from {code.What}.")
            .Create(what, "only those with lambda:InvokeFunction can invoke it; it costs when it runs")
            .Create(what, "role", input.RoleArn, "its code runs with the rights of the role");
        if (input.Environment.Count > 0) plan.Create(what, "environment variables", input.Environment.Keys);
        if (input.SubnetIds.Count > 0) plan.Create(what, "subnets", input.SubnetIds, "it reaches the internet only through a NAT gateway");
        if (input.SnapStart) Runtimes.AddSnapStart(plan.Create(what, "SnapStart", true), input.ImageUri is not null, input.Runtime,
            input.EphemeralStorageMb);
        return plan.Obstacle(other is null ? null
            : $"There is already {Functions.Describe(other.Configuration)}; lambda_update_code and lambda_update_config change it.")
            .Undo("lambda_delete_function", new { functionName = input.FunctionName })
            .Build();
    }

    public static async Task<FunctionResult> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var code = Check(input);
        using var zip = code.Zip is null ? null : new MemoryStream(code.Zip, writable: false);
        try
        {
            var f = await lambda.CreateFunctionAsync(new CreateFunctionRequest
            {
                FunctionName = input.FunctionName,
                Role = input.RoleArn,
                PackageType = input.ImageUri is null ? PackageType.Zip : PackageType.Image,
                Code = new()
                {
                    ZipFile = zip,
                    S3Bucket = input.S3Bucket,
                    S3Key = input.S3Key,
                    S3ObjectVersion = input.S3Version,
                    ImageUri = input.ImageUri
                },
                Runtime = input.Runtime,
                Handler = input.ImageUri is null ? input.Handler ?? CodePackage.DefaultHandler(input.Runtime) : null,
                Architectures = input.Architecture is null ? null : [input.Architecture],
                Description = input.Description,
                MemorySize = input.MemoryMb,
                Timeout = input.TimeoutSeconds,
                EphemeralStorage = new() { Size = input.EphemeralStorageMb },
                Environment = input.Environment.Count == 0 ? null : new() { Variables = input.Environment.ToDictionary() },
                VpcConfig = input.SubnetIds.Count == 0 ? null
                    : new()
                    {
                        SubnetIds = [.. input.SubnetIds],
                        SecurityGroupIds = [.. input.SecurityGroupIds],
                        Ipv6AllowedForDualStack = input.Ipv6 ? true : null
                    },
                SnapStart = input.SnapStart ? new() { ApplyOn = SnapStartApplyOn.PublishedVersions } : null,
                Layers = input.LayerArns.Count == 0 ? null : [.. input.LayerArns],
                TracingConfig = input.Tracing ? new() { Mode = TracingMode.Active } : null,
                Publish = input.Publish,
                Tags = input.Tags.Count == 0 ? null : input.Tags.ToDictionary(),
            }, ct);
            context.Done($"created {f.FunctionArn}", created: f.FunctionArn);
            return await Functions.ResultAsync(
                lambda, FunctionResult.Of(f.FunctionName, f.FunctionArn, f.Version, f.State, f.StateReason, f.LastUpdateStatus,
                    f.LastUpdateStatusReason, f.CodeSha256),
                input.Wait, context, ct);
        }
        catch (InvalidParameterValueException e) when (e.Message.Contains("cannot be assumed by Lambda", StringComparison.Ordinal))
        {
            throw new ToolException(ToolErrorCode.Conflict, $"Lambda cannot assume {input.RoleArn} (yet).",
                "A new role takes some seconds: call again. If it stays so, its trust policy must name lambda.amazonaws.com.", e)
            { AwsErrorCode = e.ErrorCode, RequestId = e.RequestId };
        }
    }

    private static CodePackage Check(Input input)
    {
        if (input.ImageUri is null == input.Runtime is null)
        {
            throw ToolException.InvalidInput(
                input.Runtime is null ? "A runtime is needed." : "An image brings its own runtime.",
                "Give runtime for code, and leave it out for imageUri.");
        }

        if (input.ImageUri is null && input.Handler is null && CodePackage.DefaultHandler(input.Runtime) is null)
            throw ToolException.InvalidInput($"A handler is needed for {input.Runtime}.", "For example package.Class::method.");
        if (input.SubnetIds.Count == 0 != (input.SecurityGroupIds.Count == 0))
            throw ToolException.InvalidInput("A function in a VPC needs subnets and security groups.",
                "Give subnetIds and securityGroupIds, or neither.");
        if (input.Ipv6 && input.SubnetIds.Count == 0) throw ToolException.InvalidInput("Only a function in a VPC has dual-stack subnets.",
            "Give subnetIds and securityGroupIds too.");
        return CodePackage.Of(input, input.Runtime, input.Handler);
    }
}
