using System.ComponentModel;
using Amazon.Lambda;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_get_policy: who may invoke a function (GetPolicy).</summary>
public static class GetPolicy
{
    public static readonly LambdaTool Tool = LambdaTool.Read<Input, Result>(
        "get_policy",
        "Resource policy of a Lambda function: who may invoke it. For what it may do, use iam_get_role.", RunAsync,
        iam: ["lambda:GetPolicy", "lambda:GetFunction", "lambda:ListTags"],
        examples: ["Who may call the function orders?", "Can anyone in the world invoke it?"]);

    public sealed record Input : FunctionInput
    {
        [Description("Version or alias.")]
        public string? Qualifier { get; init; }
    }

    public sealed record Result(IReadOnlyList<Statement> Statements, bool Public);

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var statements = await Policies.FindAsync(lambda, name, qualifier, ct);
        // Without a policy, the function itself may be missing as well.
        if (statements is null) await Functions.FindAsync(lambda, name, ct, qualifier);
        return new(statements ?? [], statements?.Any(s => s is { Public: true, Effect: "Allow" }) == true);
    }
}
