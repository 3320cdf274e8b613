using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class FunctionUrlTests : LambdaToolTest
{
    [Fact]
    public async Task A_URL_without_a_sign_in_says_who_could_call_it_and_what_is_missing()
    {
        CreateFunctionUrlConfigRequest? sent = null;
        Client.CreateFunctionUrlConfigAsync(Arg.Do<CreateFunctionUrlConfigRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateFunctionUrlConfigResponse { FunctionUrl = "https://abc.lambda-url.eu-west-1.on.aws/" });

        var plan = await PlanAsync(PutUrl.Tool, new { functionName = "orders", authType = "NONE" });
        var result = await RunAsync(PutUrl.Tool, new { functionName = "orders", authType = "NONE" });

        Assert.Contains("lets nobody in yet", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal("lambda_delete_url", plan.Undo!.Tool);
        Assert.Equal("NONE", sent!.AuthType.Value);
        Assert.Contains("lambda:InvokeFunctionUrl", result.GetProperty("next").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_present_URL_is_changed_and_the_way_back_has_its_settings()
    {
        Client.GetFunctionUrlConfigAsync(default!, default).ReturnsForAnyArgs(new GetFunctionUrlConfigResponse
        {
            FunctionUrl = "https://abc.lambda-url.eu-west-1.on.aws/",
            AuthType = FunctionUrlAuthType.AWS_IAM,
            Cors = new() { AllowOrigins = ["https://shop.example"] },
        });

        var plan = await PlanAsync(PutUrl.Tool, new { functionName = "orders", allowOrigins = new[] { "*" } });
        await RunAsync(PutUrl.Tool, new { functionName = "orders", allowOrigins = new[] { "*" } });

        Assert.Equal("https://shop.example", plan.Undo!.Arguments.GetProperty("allowOrigins")[0].GetString());
        Assert.Contains("Any web site may call it from its visitors' browsers.", plan.Warnings);
        await Client.Received(1).UpdateFunctionUrlConfigAsync(Arg.Any<UpdateFunctionUrlConfigRequest>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_function_without_a_URL_has_none_to_delete() =>
        Assert.Equal("It has no URL.", Assert.Single((await PlanAsync(DeleteUrl.Tool, new { functionName = "orders" })).Obstacles));

    // UpdateFunctionUrlConfig replaces the whole of Cors.
    [Fact]
    public async Task What_no_argument_names_of_the_CORS_rules_stays()
    {
        Client.GetFunctionUrlConfigAsync(default!, default).ReturnsForAnyArgs(new GetFunctionUrlConfigResponse
        {
            FunctionUrl = "https://abc.lambda-url.eu-west-1.on.aws/",
            AuthType = FunctionUrlAuthType.AWS_IAM,
            Cors = new() { AllowOrigins = ["https://shop.example"], AllowMethods = ["GET"], MaxAge = 600, AllowCredentials = true },
        });
        UpdateFunctionUrlConfigRequest? sent = null;
        Client.UpdateFunctionUrlConfigAsync(Arg.Do<UpdateFunctionUrlConfigRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateFunctionUrlConfigResponse());
        var arguments = new { functionName = "orders", allowOrigins = new[] { "https://new.example" }, allowMethods = new[] { "POST" } };

        var plan = await PlanAsync(PutUrl.Tool, arguments);
        await RunAsync(PutUrl.Tool, arguments);

        Assert.Equal((600, true), (sent!.Cors.MaxAge!.Value, sent.Cors.AllowCredentials!.Value));
        Assert.Contains(plan.Changes, c => c is { Property: "methods", From: "GET", To: "POST" });
    }

    [Fact]
    public async Task CORS_settings_that_no_argument_can_bring_back_are_lost_with_the_origins()
    {
        Client.GetFunctionUrlConfigAsync(default!, default).ReturnsForAnyArgs(new GetFunctionUrlConfigResponse
        {
            FunctionUrl = "https://abc.lambda-url.eu-west-1.on.aws/",
            AuthType = FunctionUrlAuthType.AWS_IAM,
            Cors = new() { AllowOrigins = ["https://shop.example"], ExposeHeaders = ["etag"], MaxAge = 600, AllowCredentials = true },
        });

        var plan = await PlanAsync(PutUrl.Tool, new { functionName = "orders" });

        Assert.Contains(Lines(plan), l => l.StartsWith("LOST: ", StringComparison.Ordinal)
            && l.EndsWith("exposed headers etag, kept for 600 s, credentials are allowed", StringComparison.Ordinal));
        Assert.Null(plan.Undo);
        Assert.NotNull(plan.NoUndo);
    }
}
