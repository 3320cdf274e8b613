using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class ListExportsTests : CfnToolTest
{
    [Fact]
    public async Task Importers_are_asked_for_only_on_request_and_none_is_no_error()
    {
        Client.ListExportsAsync(default!, default)
            .ReturnsForAnyArgs(new ListExportsResponse { Exports = [new() { Name = "vpc-id", Value = "vpc-1", ExportingStackId = Id }] });
        Client.ListImportsAsync(default!, default).ReturnsForAnyArgs(Task.FromException<ListImportsResponse>(
            new AmazonCloudFormationException("Export 'vpc-id' is not imported by any stack.") { ErrorCode = "ValidationError" }));

        var plain = (await RunAsync(ListExports.Tool, new { })).GetProperty("items")[0];
        var asked = (await RunAsync(ListExports.Tool, new { name = "vpc-*", imports = true })).GetProperty("items")[0];

        Assert.Equal(("web", false, 0),
            (plain.GetProperty("stack").GetString(), plain.TryGetProperty("importedBy", out _),
                asked.GetProperty("importedBy").GetArrayLength()));
    }
}
