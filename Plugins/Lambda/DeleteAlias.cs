using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_delete_alias (GetAlias, DeleteAlias).</summary>
public static class DeleteAlias
{
    public static readonly LambdaTool Tool = LambdaTool.Destructive<Input, Result>(
        "delete_alias", "Deletes an alias of a Lambda function; its versions stay.", PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:GetAlias", "lambda:GetPolicy", "lambda:ListEventSourceMappings",
            "lambda:GetFunctionUrlConfig", "lambda:DeleteAlias",
        ],
        examples: ["Delete alias beta of orders."]);

    public sealed record Input : FunctionInput
    {
        [Description("Alias."), RegularExpression(@"[\w-]+")]
        public required string Name { get; init; }
    }

    public sealed record Result(string FunctionName, string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var alias = await lambda.GetAliasAsync(new GetAliasRequest { FunctionName = input.FunctionName, Name = input.Name }, ct);
        var function = Functions.FindAsync(lambda, input.FunctionName, ct);
        var (policy, sources) = (Policies.FindAsync(lambda, input.FunctionName, input.Name, ct), Functions.EventSourcesAsync(lambda, alias.AliasArn, ct));
        var url = Functions.OrNullAsync(lambda.GetFunctionUrlConfigAsync(new GetFunctionUrlConfigRequest { FunctionName = input.FunctionName, Qualifier = input.Name }, ct));
        await Task.WhenAll(function, policy, sources, url);
        var state = Aliases.Describe(alias.FunctionVersion, alias.RoutingConfig);
        return new($"Delete alias {input.Name} of {(await function).Configuration.FunctionName}.",
        [
            $"{alias.AliasArn} ({state}) ends: who calls it gets an error",
            .. await url is { } u ? [$"its address {u.FunctionUrl} ends"] : Array.Empty<string>(),
            .. (await sources).OrderBy(m => m.UUID, StringComparer.Ordinal).Select(m => $"{m.EventSourceArn} is no longer read through it; its mapping {m.UUID} stays"),
            .. (await policy ?? []).Select(s => $"{s.Principal} can no longer invoke it ({s.Id})"),
        ])
        {
            Resources = [new(alias.AliasArn, state) { Tags = Functions.ToResource(await function).Tags }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        await lambda.DeleteAliasAsync(new DeleteAliasRequest { FunctionName = input.FunctionName, Name = input.Name }, ct);
        return new(input.FunctionName, input.Name, "deleted");
    }
}
