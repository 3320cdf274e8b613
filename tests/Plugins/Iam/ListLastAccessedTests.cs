using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListLastAccessedTests : IamToolTest
{
    [Fact]
    public async Task Services_without_a_use_in_the_time_are_chosen_after_the_report_is_made()
    {
        Client.GenerateServiceLastAccessedDetailsAsync(default!, default)
            .ReturnsForAnyArgs(new GenerateServiceLastAccessedDetailsResponse { JobId = "j" });
        Client.GetServiceLastAccessedDetailsAsync(default!, default).ReturnsForAnyArgs(
            new GetServiceLastAccessedDetailsResponse { JobStatus = "IN_PROGRESS" },
            new GetServiceLastAccessedDetailsResponse
            {
                JobStatus = "COMPLETED",
                ServicesLastAccessed = [new() { ServiceNamespace = "s3", LastAuthenticated = Ago(1) }, new() { ServiceNamespace = "sqs" },
                    new() { ServiceNamespace = "ec2", LastAuthenticated = Ago(200) }],
            });

        var page = await RunAsync(ListLastAccessed.Tool, new { arn = Role.Arn, unusedDays = 90 });

        Assert.Equal(["ec2", "sqs"], page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("service").GetString()!));
    }

    [Fact]
    public async Task A_report_that_failed_says_why()
    {
        Client.GenerateServiceLastAccessedDetailsAsync(default!, default)
            .ReturnsForAnyArgs(new GenerateServiceLastAccessedDetailsResponse { JobId = "j" });
        Client.GetServiceLastAccessedDetailsAsync(default!, default)
            .ReturnsForAnyArgs(new GetServiceLastAccessedDetailsResponse { JobStatus = "FAILED", Error = new() { Message = "too many" } });

        Assert.Contains("too many", (await FailsAsync(() => RunAsync(ListLastAccessed.Tool, new { arn = Role.Arn }))).Message,
            StringComparison.Ordinal);
    }
}
