using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class S3ModuleTests : IDisposable
{
    public void Dispose() => Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", null);

    [Fact]
    public void At_AWS_a_bucket_is_part_of_the_host_name() =>
        Assert.Equal("https://web.s3.eu-west-1.amazonaws.com/", UrlOf(new(Region: "eu-west-1")));

    [Fact]
    public void At_an_endpoint_of_the_target_it_is_part_of_the_path() =>
        Assert.Equal("http://localhost:5000/web/", UrlOf(new(Region: "eu-west-1", EndpointUrl: "http://localhost:5000")));

    [Fact]
    public void At_an_endpoint_of_the_environment_it_is_part_of_the_path()
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_S3", "http://localhost:5000");

        Assert.Equal("http://localhost:5000/web/", UrlOf(new(Region: "eu-west-1")));
    }

    private static string UrlOf(AwsTarget target) =>
        new AmazonS3Client(new AnonymousAWSCredentials(), S3Module.Configure(target))
            .DetermineServiceOperationEndpoint(new GetBucketPolicyRequest { BucketName = "web" }).URL;
}
