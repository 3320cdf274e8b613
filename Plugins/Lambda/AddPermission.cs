using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_add_permission (AddPermission).</summary>
public static class AddPermission
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "add_permission", "Lets a service, account or organization invoke a Lambda function.", PlanAsync, RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:GetPolicy", "lambda:AddPermission"],
        examples: ["Let this S3 bucket call the function orders."]);

    public sealed record Input : FunctionInput
    {
        [Description("New id for the statement."), RegularExpression(@"[\w-]+")]
        public required string StatementId { get; init; }

        [Description("Service (events.amazonaws.com), account id, role or user ARN, or *.")]
        public required string Principal { get; init; }

        [Description("Action; function URLs need lambda:InvokeFunctionUrl."), RegularExpression(@"lambda:\*|lambda:[A-Za-z]+|\*")]
        public string Action { get; init; } = "lambda:InvokeFunction";

        [Description("Only for this resource; * matches any text.")]
        public string? SourceArn { get; init; }

        [Description("Account id that owns the source."), RegularExpression(@"\d{12}")]
        public string? SourceAccount { get; init; }

        [Description("Organization id whose accounts alone may do it."), RegularExpression("o-[a-z0-9]{10,32}")]
        public string? OrganizationId { get; init; }

        [Description("Only through a function URL of this type."), AllowedValues("NONE", "AWS_IAM")]
        public string? UrlAuthType { get; init; }

        [Description("Only through a function URL.")]
        public bool? InvokedViaFunctionUrl { get; init; }

        [Description("Version or alias.")]
        public string? Qualifier { get; init; }
    }

    public sealed record Result(Statement Statement);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var (finding, reading) = (Functions.FindAsync(lambda, name, ct, qualifier), Policies.FindAsync(lambda, name, qualifier, ct));
        await Task.WhenAll(finding, reading);
        var (found, present) = (await finding, await reading ?? []);
        var plan = new PlanBuilder($"Let {input.Principal} do {input.Action} on {found.Configuration.FunctionArn}.")
            .Touch(Functions.ToResource(found))
            .Create($"permission {input.StatementId}", Describe(input));
        if (present.FirstOrDefault(s => s.Id == input.StatementId) is { } other)
            plan.Obstacle(
                $"There is already a statement {Policies.Describe(other)}; choose another statementId, or use lambda_remove_permission.");
        if (qualifier is "$LATEST") plan.Obstacle("Lambda takes no permissions for $LATEST; leave the qualifier out.");
        foreach (var warning in Warnings(input, present)) plan.Warn(warning);
        var back = new Dictionary<string, object> { ["functionName"] = name, ["statementId"] = input.StatementId };
        if (qualifier is not null) back["qualifier"] = qualifier;
        return plan.Undo("lambda_remove_permission", back).Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var answer = await lambda.AddPermissionAsync(new AddPermissionRequest
        {
            FunctionName = name,
            Qualifier = qualifier,
            StatementId = input.StatementId,
            Principal = input.Principal,
            Action = input.Action,
            SourceArn = input.SourceArn,
            SourceAccount = input.SourceAccount,
            PrincipalOrgID = input.OrganizationId,
            FunctionUrlAuthType = input.UrlAuthType,
            InvokedViaFunctionUrl = input.InvokedViaFunctionUrl,
        }, ct);
        context.Done($"added the permission {input.StatementId} to {input.FunctionName}");
        return new(Policies.ReadStatement(System.Text.Json.JsonElement.Parse(answer.Statement)));
    }

    private static string Describe(Input input)
    {
        string?[] conditions =
        [
            input.SourceArn is { } arn ? $"the source is {arn}" : null,
            input.SourceAccount is { } account ? $"the source is of account {account}" : null,
            input.OrganizationId is { } organization ? $"the caller is of organization {organization}" : null,
            input.UrlAuthType is { } type ? $"the function URL has type {type}" : null,
            input.InvokedViaFunctionUrl is true ? "the call comes through a function URL" : null,
        ];
        var given = conditions.OfType<string>().ToList();
        return $"{input.Principal} may do {input.Action}{(given.Count == 0 ? "" : $" when {string.Join(" and ", given)}")}";
    }

    private static IEnumerable<string> Warnings(Input input, IReadOnlyList<Statement> present)
    {
        var narrow = (input.SourceArn ?? input.SourceAccount) is { } source && source.Trim('*').Length > 0;
        if (input.Principal == "*" && !narrow && input.OrganizationId is null) yield return "Anyone in the world may do this.";
        else if (input.Principal.Contains(".amazonaws.", StringComparison.Ordinal) && !narrow && input.OrganizationId is null)
            yield return $"{input.Principal} may do this on behalf of any AWS account; give sourceArn or sourceAccount.";
        // A URL needs both actions; without the condition the second one opens direct invocation besides.
        if (input.Action == "lambda:InvokeFunctionUrl"
            && !present.Any(s => s.Principal == input.Principal && s.Action is "lambda:InvokeFunction" or "lambda:*"))
            yield return "A function URL needs lambda:InvokeFunction, too: add a second statement with it and invokedViaFunctionUrl true.";
        if (input is { UrlAuthType: not null, Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: not true })
            yield return "Without invokedViaFunctionUrl true this permits direct invocation, not through the URL alone.";
    }
}
