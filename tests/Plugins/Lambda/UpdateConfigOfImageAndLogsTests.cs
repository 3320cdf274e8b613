using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class UpdateConfigOfImageAndLogsTests : LambdaToolTest
{
    private UpdateFunctionConfigurationRequest? sent;

    public UpdateConfigOfImageAndLogsTests() =>
        Client.UpdateFunctionConfigurationAsync(Arg.Do<UpdateFunctionConfigurationRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateFunctionConfigurationResponse { FunctionName = "orders", FunctionArn = Arn, Version = "$LATEST" });

    [Fact]
    public async Task A_level_needs_JSON_and_the_group_stays()
    {
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateConfig.Tool, new { functionName = "orders", logLevel = "DEBUG" }));

        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", logLevel = "DEBUG", logFormat = "JSON" });

        Assert.Equal(("JSON", "DEBUG", "/aws/lambda/orders"),
            (sent!.LoggingConfig.LogFormat.Value, sent.LoggingConfig.ApplicationLogLevel.Value, sent.LoggingConfig.LogGroup));
    }

    [Fact]
    public async Task The_command_of_an_image_is_replaced_and_the_rest_of_its_settings_kept()
    {
        (Orders.Configuration.PackageType, Orders.Configuration.ImageConfigResponse) =
            (PackageType.Image, new() { ImageConfig = new() { EntryPoint = ["/run"], WorkingDirectory = "/app" } });

        var plan = await PlanAsync(UpdateConfig.Tool, new { functionName = "orders", imageCommand = new[] { "a", "b" } });
        await RunAsync(UpdateConfig.Tool, new { functionName = "orders", imageCommand = new[] { "a", "b" } });

        Assert.Equal(("/app", "/run", "a b"),
            (sent!.ImageConfig.WorkingDirectory, sent.ImageConfig.EntryPoint.Single(), string.Join(' ', sent.ImageConfig.Command)));
        Assert.Equal(0, plan.Undo!.Arguments.GetProperty("imageCommand").GetArrayLength());
    }

    [Fact]
    public async Task A_zip_has_no_command() =>
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(UpdateConfig.Tool, new { functionName = "orders", imageCommand = new[] { "a" } }));
}
