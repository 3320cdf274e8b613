using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_add_permission (AddPermission).</summary>
public static class AddPermission
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "add_permission", "Lets a service, account or organisation invoke a Lambda function.", PlanAsync, RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:GetPolicy", "lambda:AddPermission"],
        examples: ["Let this S3 bucket call the function orders."]);

    public sealed record Input : FunctionInput
    {
        [Description("New id."), RegularExpression(@"[\w-]+")]
        public required string StatementId { get; init; }

        [Description("As s3.amazonaws.com, account id, ARN or *.")]
        public required string Principal { get; init; }

        [Description("Action.")]
        public string Action { get; init; } = "lambda:InvokeFunction";

        [Description("Only for it; * matches any text.")]
        public string? SourceArn { get; init; }

        [Description("Of the source.")]
        public string? SourceAccount { get; init; }

        [Description("Only within it.")]
        public string? OrganizationId { get; init; }

        [Description("For function URLs."), AllowedValues("NONE", "AWS_IAM")]
        public string? UrlAuthType { get; init; }

        [Description("Version or alias.")]
        public string? Qualifier { get; init; }
    }

    public sealed record Result(Statement Statement);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (finding, reading) = (Functions.FindAsync(lambda, input.FunctionName, ct, input.Qualifier), Policies.FindAsync(lambda, input.FunctionName, input.Qualifier, ct));
        await Task.WhenAll(finding, reading);
        if (((await reading) ?? []).FirstOrDefault(s => s.Id == input.StatementId) is { } other)
            throw new ToolException(ToolErrorCode.Conflict, $"There is already a statement {Policies.Describe(other)}.", "Choose another statementId, or remove that one with lambda_remove_permission.");
        var found = await finding;
        return new($"Let {input.Principal} do {input.Action} on {found.Configuration.FunctionArn}.", [Describe(input), .. Warnings(input)]) { Resources = [Functions.ToResource(found)] };
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.AddPermissionAsync(new AddPermissionRequest
        {
            FunctionName = input.FunctionName,
            Qualifier = input.Qualifier,
            StatementId = input.StatementId,
            Principal = input.Principal,
            Action = input.Action,
            SourceArn = input.SourceArn,
            SourceAccount = input.SourceAccount,
            PrincipalOrgID = input.OrganizationId,
            FunctionUrlAuthType = input.UrlAuthType,
        }, ct);
        return new(Policies.ReadStatement(JsonElement.Parse(answer.Statement)));
    }

    private static string Describe(Input input)
    {
        string?[] conditions =
        [
            input.SourceArn is { } arn ? $"the source is {arn}" : null,
            input.SourceAccount is { } account ? $"the source is of account {account}" : null,
            input.OrganizationId is { } organization ? $"the caller is of organisation {organization}" : null,
            input.UrlAuthType is { } type ? $"the function URL has type {type}" : null,
        ];
        var given = conditions.OfType<string>().ToList();
        return $"+ {input.StatementId}: Allow {input.Principal} {input.Action}{(given.Count == 0 ? "" : $" when {string.Join(" and ", given)}")}";
    }

    private static IEnumerable<string> Warnings(Input input)
    {
        var narrow = (input.SourceArn ?? input.SourceAccount) is not null;
        if (input.Principal == "*" && !narrow && input.OrganizationId is null) yield return "WARNING: anyone in the world may do this.";
        else if (input.Principal.EndsWith(".amazonaws.com", StringComparison.Ordinal) && !narrow)
            yield return $"WARNING: {input.Principal} may do this on behalf of any AWS account; give sourceArn or sourceAccount.";
    }
}
