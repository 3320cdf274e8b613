namespace Infra.Strict.Rules;

/// <summary>AWS Lambda. Sources are the operation's documentation in botocore 1.43.11 (model lambda).</summary>
internal static class LambdaRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        // CreateFunctionRequest: Runtime and Handler are required where the package is an archive.
        new("An archive has a runtime and a handler", "lambda", "CreateFunction")
        {
            Refuses = call => call.Text("PackageType") is null or "Zip" && (!call.Has("Runtime") || !call.Has("Handler"))
                ? new("InvalidParameterValueException",
                    "Runtime and Handler are mandatory parameters for functions created with deployment packages.")
                : null,
        },
        // Developer guide, "Configuring JSON and plain text log formats": levels filter logs in JSON alone.
        new("Only JSON logs have levels", "lambda", "CreateFunction", "UpdateFunctionConfiguration")
        {
            Refuses = call => call.Input["LoggingConfig"] is { } logging && logging["LogFormat"]?.ToString() != "JSON"
                && (logging["ApplicationLogLevel"] ?? logging["SystemLogLevel"]) is not null
                ? new("InvalidParameterValueException", "Log levels can be set only with the log format JSON.")
                : null,
        },
        // Developer guide, "Configuring provisioned concurrency": of a version or an alias, not of $LATEST.
        new("Nothing is kept ready of $LATEST", "lambda", "PutProvisionedConcurrencyConfig")
        {
            Refuses = call => call.Text("Qualifier") == "$LATEST"
                ? new("InvalidParameterValueException",
                    "Provisioned Concurrency Configs cannot be applied to unpublished function versions.")
                : null,
        },
        // PutFunctionEventInvokeConfig: "S3 buckets are supported only for on-failure destinations".
        new("A bucket takes what failed only", "lambda", "PutFunctionEventInvokeConfig")
        {
            Refuses = call => call.Input["DestinationConfig"]?["OnSuccess"]?["Destination"]?.ToString().Contains(":s3:",
                StringComparison.Ordinal) is true
                ? new("InvalidParameterValueException", "The provided destination config DestinationConfig is invalid.") : null,
        },
        // CreateEventSourceMappingRequest.StartingPosition: required for Kinesis and DynamoDB streams.
        new("An event source of a stream begins somewhere", "lambda", "CreateEventSourceMapping")
        {
            Refuses = call => call.Text("EventSourceArn") is { } arn &&
                (arn.Contains(":kinesis:", StringComparison.Ordinal) || arn.Contains(":dynamodb:", StringComparison.Ordinal)) &&
                !call.Has("StartingPosition")
                ? new("InvalidParameterValueException",
                    "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.")
                : null,
        },
    ];
}
