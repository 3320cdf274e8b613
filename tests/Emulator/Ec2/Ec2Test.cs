using System.Text.Json;

namespace Infra.Emulator.Ec2;

/// <summary>What tests of instances begin with.</summary>
public abstract class Ec2Test(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    /// <summary>An image that the account can launch.</summary>
    protected async Task<string> ImageAsync() =>
        Rows(await CallAsync("ec2_list_images", new { owners = new[] { "amazon" }, name = "amzn2-ami-hvm*", architecture = "x86_64" }))
            .First().GetProperty("id").GetString()!;

    /// <summary>A running instance.</summary>
    protected async Task<string> LaunchAsync(string name = "web")
    {
        var result = await CallAsync("ec2_run_instances",
            new { imageId = await ImageAsync(), instanceType = "t3.micro", name, wait = true });
        return result.GetProperty("instances")[0].GetProperty("id").GetString()!;
    }

    /// <summary>The rows of a page.</summary>
    protected static IReadOnlyList<JsonElement> Rows(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];

    /// <summary>The changes of a plan, one below the other: <c>change i-1 instance type t3.micro t3.large</c>.</summary>
    protected static string Changes(JsonElement plan) => string.Join('\n', plan.GetProperty("changes").EnumerateArray()
        .Select(c => string.Join(' ', c.EnumerateObject().Where(p => p.Name is not "note").Select(p => p.Value.GetString()))));

    /// <summary>The warnings of a plan, one below the other.</summary>
    protected static string Warnings(JsonElement plan) =>
        plan.TryGetProperty("warnings", out var all) ? string.Join('\n', all.EnumerateArray().Select(w => w.GetString())) : "";
}
