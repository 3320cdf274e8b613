using System.IO.Compression;
using System.Text;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using NSubstitute.ExceptionExtensions;
using NSubstitute.Extensions;

namespace Infra.Plugins.Lambda;

public sealed class CreateFunctionTests : LambdaToolTest, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
    private CreateFunctionRequest? sent;
    private Dictionary<string, string>? files;

    public CreateFunctionTests()
    {
        NotThere();
        // The package's stream is closed when the call is over, as it should be.
        Client.CreateFunctionAsync(Arg.Do<CreateFunctionRequest>(r => (sent, files) = (r, Files(r.Code.ZipFile))), default)
            .ReturnsForAnyArgs(
                new CreateFunctionResponse { FunctionName = "orders", FunctionArn = Arn, Version = "$LATEST", State = State.Pending });
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("python3.13", null, "def lambda_handler(e, c): pass", "lambda_function.py", "lambda_function.lambda_handler")]
    [InlineData("python3.13", "app.main.run", "def run(e, c): pass", "app/main.py", "app.main.run")]
    [InlineData("nodejs22.x", null, "exports.handler = async () => 1", "index.js", "index.handler")]
    [InlineData("nodejs22.x", "src/app.handler", "import fs from 'node:fs';\nexport const handler = async () => 1", "src/app.mjs",
        "src/app.handler")]
    [InlineData("ruby3.4", null, "def lambda_handler(event:, context:) = 1", "lambda_function.rb", "lambda_function.lambda_handler")]
    public async Task Inline_code_lies_where_the_handler_looks_for_it(
        string runtime, string? handler, string source, string file, string expected)
    {
        await RunAsync(CreateFunction.Tool, handler is null
            ? new { functionName = "orders", roleArn = RoleArn, runtime, source }
            : new { functionName = "orders", roleArn = RoleArn, runtime, source, handler });

        Assert.Equal((expected, file, source), (sent!.Handler, files!.Single().Key, files!.Single().Value));
    }

    [Fact]
    public async Task The_same_code_is_always_the_same_package()
    {
        var input = new { functionName = "orders", roleArn = RoleArn, runtime = "python3.13", source = "x = 1" };

        Assert.Equal((await PlanAsync(CreateFunction.Tool, input)).Summary, (await PlanAsync(CreateFunction.Tool, input)).Summary);
    }

    [Fact]
    public async Task A_zip_file_of_this_machine_is_sent_whole()
    {
        var path = Path.Combine(folder, "code.zip");
        await using (var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, CancellationToken.None)) zip.CreateEntry("bootstrap");

        await RunAsync(CreateFunction.Tool,
            new { functionName = "orders", roleArn = RoleArn, runtime = "provided.al2023", handler = "bootstrap", zipPath = path });

        Assert.Equal("bootstrap", files!.Single().Key);
    }

    [Theory]
    [InlineData("missing.zip", null, ToolErrorCode.NotFound)]
    [InlineData("secrets.txt", "PK text", ToolErrorCode.InvalidInput)]
    [InlineData("text.zip", "no zip at all", ToolErrorCode.InvalidInput)]
    public async Task Only_a_zip_file_is_read(string name, string? content, ToolErrorCode code)
    {
        var path = Path.Combine(folder, name);
        if (content is not null) await File.WriteAllTextAsync(path, content);

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateFunction.Tool, new { functionName = "orders", roleArn = RoleArn, runtime = "python3.13", zipPath = path }));

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task Code_comes_from_one_place_and_an_image_has_no_runtime()
    {
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateFunction.Tool,
                new { functionName = "orders", roleArn = RoleArn, runtime = "python3.13", source = "x", s3Bucket = "b", s3Key = "k" }));
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateFunction.Tool, new { functionName = "orders", roleArn = RoleArn, runtime = "python3.13", imageUri = "i" }));
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateFunction.Tool, new { functionName = "orders", roleArn = RoleArn, runtime = "python3.13", s3Bucket = "b" }));

        await RunAsync(CreateFunction.Tool,
            new { functionName = "orders", roleArn = RoleArn, imageUri = "123.dkr.ecr.eu-west-1.amazonaws.com/orders:1" });

        Assert.Equal((PackageType.Image, null), (sent!.PackageType, sent.Handler));
    }

    [Fact]
    public async Task Values_of_the_environment_go_to_AWS_and_nowhere_else()
    {
        var input = new
        {
            functionName = "orders",
            roleArn = RoleArn,
            runtime = "python3.13",
            source = "x = 1",
            environment = new Dictionary<string, string> { ["MODE"] = "top-value" },
            tags = new { team = "shop" }
        };
        var plan = await PlanAsync(CreateFunction.Tool, input);
        var result = await RunAsync(CreateFunction.Tool, input);

        Assert.Equal(("top-value", "shop"), (sent!.Environment.Variables["MODE"], sent.Tags["team"]));
        Assert.Contains("function orders: environment variables: MODE", Lines(plan));
        Assert.DoesNotContain("top-value", string.Join(' ', Lines(plan)) + plan.Summary + result.GetRawText());
    }

    [Fact]
    public async Task A_role_that_is_too_new_says_to_try_again()
    {
        Client.Configure().CreateFunctionAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new InvalidParameterValueException("The role defined for the function cannot be assumed by Lambda."));

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(CreateFunction.Tool, new { functionName = "orders", roleArn = RoleArn, runtime = "python3.13", source = "x = 1" }));

        Assert.Contains("call again", error.Hint);
    }

    private static Dictionary<string, string>? Files(MemoryStream? zip)
    {
        if (zip is null) return null;
        using var archive = new ZipArchive(new MemoryStream(zip.ToArray()));
        return archive.Entries.ToDictionary(e => e.FullName, e => new StreamReader(e.Open(), Encoding.UTF8).ReadToEnd());
    }

    [Fact]
    public async Task A_function_of_that_name_is_an_obstacle_and_more_memory_than_before_is_taken() // S3-B14a
    {
        Client.Configure().GetFunctionAsync(default(GetFunctionRequest)!, default).ReturnsForAnyArgs(Orders);

        Assert.Single(
            (await PlanAsync(CreateFunction.Tool,
                new { functionName = "orders", roleArn = RoleArn, runtime = "python3.13", source = "x = 1", memoryMb = 20480 })).Obstacles);
    }

    [Fact]
    public async Task A_creation_that_failed_ends_the_wait_with_the_reason()
    {
        Orders.Configuration.State = State.Failed;
        Orders.Configuration.StateReason = "The subnet has no free address.";
        Client.Configure().GetFunctionAsync(default(GetFunctionRequest)!, default).ReturnsForAnyArgs(Orders);
        var context = Context();

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(CreateFunction.Tool,
                new { functionName = "orders", roleArn = RoleArn, runtime = "python3.13", source = "x = 1", wait = true }, context));

        Assert.Contains("no free address", error.Message);
        Assert.Equal(Arn, Assert.Single(context.Steps).Created);
    }
}
