using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class ValidateTemplateTests : CfnToolTest
{
    [Fact]
    public async Task A_template_with_an_error_is_an_answer_and_no_failure()
    {
        Client.ValidateTemplateAsync(default!, default)
            .ReturnsForAnyArgs<ValidateTemplateResponse>(_ =>
            throw new AmazonCloudFormationException("Template format error: unsupported structure.") { ErrorCode = "ValidationError" });

        var result = await RunAsync(ValidateTemplate.Tool, new { templateBody = "x" });

        Assert.Equal((false, "Template format error: unsupported structure."),
            (result.GetProperty("valid").GetBoolean(), result.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task The_default_of_a_hidden_parameter_is_not_told()
    {
        Summary.Parameters[1].DefaultValue = "hunter2";

        var result = await RunAsync(ValidateTemplate.Tool, new { templateBody = Template });

        Assert.DoesNotContain("hunter2", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_and_URL_together_are_refused() =>
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() =>
            RunAsync(ValidateTemplate.Tool, new { templateBody = "x", templateUrl = "https://b.s3.amazonaws.com/t" }))).Code);

    // ANS-R14
    [Fact]
    public async Task One_answer_that_is_missing_is_a_note()
    {
        Client.ValidateTemplateAsync(default!, default)
            .ReturnsForAnyArgs(new ValidateTemplateResponse { Parameters = [new() { ParameterKey = "Size", DefaultValue = "small" }] });
        Client.GetTemplateSummaryAsync(default!, default).ReturnsForAnyArgs<GetTemplateSummaryResponse>(_ => throw Denied);

        var result = await RunAsync(ValidateTemplate.Tool, new { templateBody = Template });

        Assert.Equal((true, "small", "The template's parameters and capabilities: not known (AccessDenied)."),
            (result.GetProperty("valid").GetBoolean(), result.GetProperty("parameters")[0].GetProperty("default").GetString(),
                result.GetProperty("note").GetString()));
    }
}
