using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>
/// Real clients over an HTTP handler that answers as S3 does: what would be sent is seen, and nothing leaves the process.
/// </summary>
public sealed class BucketClientsTests
{
    private readonly Wire wire = new();

    // S3-B1a: AWS answers 301 for a bucket of another region, and the SDK does not follow it.
    [Fact]
    public async Task A_bucket_of_another_region_is_followed_to_it_and_remembered()
    {
        var s3 = Client("eu-west-1");

        await s3.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = "faraway" });
        await s3.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = "faraway" });

        Assert.Equal(["faraway.s3.eu-west-1.amazonaws.com", "faraway.s3.us-west-2.amazonaws.com", "faraway.s3.us-west-2.amazonaws.com"],
            wire.Hosts);
    }

    [Fact]
    public async Task A_HEAD_is_followed_too_though_its_answer_has_no_body()
    {
        var head = await S3Objects.HeadAsync(Client("eu-west-1"), "faraway", "a", null, false, CancellationToken.None);

        Assert.NotNull(head);
        Assert.Equal("faraway.s3.us-west-2.amazonaws.com", wire.Hosts[^1]);
    }

    [Fact]
    public async Task An_upload_is_sent_again_whole()
    {
        using var body = new MemoryStream("hello"u8.ToArray());

        await Client("eu-west-1").PutObjectAsync(new PutObjectRequest
        {
            BucketName = "faraway",
            Key = "a",
            InputStream = body,
            AutoCloseStream = false,
            UseChunkEncoding = false,
            DisablePayloadSigning = true,
        });

        Assert.Equal("faraway.s3.us-west-2.amazonaws.com", wire.Hosts[^1]);
        Assert.Contains("hello", wire.Bodies[^1], StringComparison.Ordinal);
    }

    // S3-B1b: the copy goes to the region of its target, whatever that of its source is.
    [Theory]
    [InlineData("near", "faraway", "faraway.s3.us-west-2.amazonaws.com")]
    [InlineData("faraway", "near", "near.s3.eu-west-1.amazonaws.com")]
    public async Task A_copy_between_regions_is_sent_to_the_region_of_its_target(string source, string target, string host)
    {
        await Client("eu-west-1")
            .CopyObjectAsync(new CopyObjectRequest
            {
                SourceBucket = source,
                SourceKey = "a",
                DestinationBucket = target,
                DestinationKey = "b"
            });

        Assert.Equal(host, wire.Hosts[^1]);
    }

    [Fact]
    public async Task The_list_of_buckets_tells_the_regions_so_that_none_is_asked_in_vain()
    {
        var s3 = Client("eu-west-1");

        await s3.ListBucketsAsync(new ListBucketsRequest { MaxBuckets = 10 });
        await s3.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = "faraway" });

        Assert.Equal("faraway.s3.us-west-2.amazonaws.com", wire.Hosts[1]);
    }

    // S3-B12a
    [Fact]
    public async Task A_directory_bucket_is_refused_before_anything_is_sent()
    {
        var error = await Assert.ThrowsAsync<ToolException>(
            () => Client("eu-west-1").ListObjectsV2Async(new ListObjectsV2Request { BucketName = "foo--euw1-az1--x-s3" }));

        Assert.Equal(ToolErrorCode.NotSupported, error.Code);
        Assert.Empty(wire.Hosts);
    }

    // S3-B12b
    [Fact]
    public async Task An_access_point_is_asked_in_its_own_region_and_a_multi_region_one_is_refused()
    {
        var s3 = Client("eu-west-1");

        await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "arn:aws:s3:us-west-2:123456789012:accesspoint/ap" });

        Assert.Equal("ap-123456789012.s3-accesspoint.us-west-2.amazonaws.com", wire.Hosts[^1]);
        await Assert.ThrowsAsync<ToolException>(() =>
            s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "arn:aws:s3::123456789012:accesspoint/m.mrap" }));
    }

    // ANS-R5, SDK-S7: in the path the SDK drops a slash, and another object would be touched.
    [Theory]
    [InlineData("near", "/a", "https://near.s3.eu-west-1.amazonaws.com//a")]
    [InlineData("near", "a", "https://near.s3.eu-west-1.amazonaws.com/a")]
    [InlineData("my.near", "/a", "https://s3.eu-west-1.amazonaws.com/my.near//a")]
    [InlineData("my.near", "//a", "https://s3.eu-west-1.amazonaws.com/my.near///a")]
    [InlineData("my.near", "a", "https://s3.eu-west-1.amazonaws.com/my.near/a")]
    public async Task A_leading_slash_belongs_to_the_key(string bucket, string key, string url)
    {
        var s3 = Client("eu-west-1");

        await s3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = key });
        var link = await s3.GetPreSignedURLAsync(
            new GetPreSignedUrlRequest { BucketName = bucket, Key = key, Expires = new DateTime(2999, 1, 1, 0, 0, 0, DateTimeKind.Utc) });

        Assert.Equal(url, wire.Urls[^1]);
        Assert.StartsWith($"{url}?", link, StringComparison.Ordinal);
    }

    // ANS-R15: the oldest name of eu-west-1 is EU, which emulators do not know.
    [Fact]
    public async Task A_bucket_is_created_in_its_region_by_the_region_s_own_name()
    {
        await CreateBucket.RunAsync(Client("eu-west-1"), new() { Bucket = "near" }, new(), CancellationToken.None);

        Assert.Contains("<LocationConstraint>eu-west-1</LocationConstraint>",
            wire.Bodies.Single(b => b.Contains("CreateBucketConfiguration", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    // S3-A7b: what S3 gives back in its own forms is sent as it was.
    [Fact]
    public async Task Lifecycle_rules_survive_the_way_from_S3_and_back()
    {
        await SetLifecycle.RunAsync(
            Client("eu-west-1"), new() { Bucket = "near", Rules = [new() { Id = "new", ExpireDays = 3 }] }, new(), CancellationToken.None);

        var sent = wire.Bodies[^1];
        foreach (var part in new[]
        {
            "<And>", "<Prefix>tmp/</Prefix>", "<Key>expire</Key>", "<ObjectSizeGreaterThan>1000</ObjectSizeGreaterThan>",
            "<StorageClass>STANDARD_IA</StorageClass>",
            "<StorageClass>GLACIER</StorageClass>", "<NewerNoncurrentVersions>3</NewerNoncurrentVersions>", "<Date>2030-01-01T00:00:00",
            "<ID>new</ID>",
        }) Assert.Contains(part, sent, StringComparison.Ordinal);
        Assert.Equal("varies_by_storage_class", wire.Headers[^1].GetValueOrDefault("x-amz-transition-default-minimum-object-size"));
    }

    private IAmazonS3 Client(string region) => BucketClients.Create(Make(region), Make);

    private AmazonS3Client Make(string region) => new(new BasicAWSCredentials("a", "b"), new AmazonS3Config
    {
        RegionEndpoint = RegionEndpoint.GetBySystemName(region),
        HttpClientFactory = wire,
        MaxErrorRetry = 0,
        UseArnRegion = true,
    });

    private sealed class Wire : HttpClientFactory
    {
        public List<string> Urls { get; } = [];

        public List<string> Hosts => Urls.ConvertAll(u => new Uri(u).Host);

        public List<string> Bodies { get; } = [];

        public List<Dictionary<string, string>> Headers { get; } = [];

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        private static HttpResponseMessage Answer(HttpRequestMessage request)
        {
            var (uri, isHead) = (request.RequestUri!, request.Method == HttpMethod.Head);
            if (uri.Host == "faraway.s3.eu-west-1.amazonaws.com")
            {
                var moved = new HttpResponseMessage(
                    HttpStatusCode.MovedPermanently)
                {
                    Content = new StringContent(isHead ? ""
                        : "<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>")
                };
                moved.Headers.Add("x-amz-bucket-region", "us-west-2");
                return moved;
            }

            if (isHead && uri.AbsolutePath == "/") return new(HttpStatusCode.NotFound) { Content = new StringContent("") };
            var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Body(request, uri)) };
            answer.Headers.TryAddWithoutValidation("ETag", "\"e\"");
            if (uri.Query.Contains("lifecycle", StringComparison.Ordinal)) answer.Headers.Add(
                "x-amz-transition-default-minimum-object-size", "varies_by_storage_class");
            return answer;
        }

        private static string Body(HttpRequestMessage request, Uri uri) => request.Method != HttpMethod.Get
            ? request.Headers.Contains("x-amz-copy-source") ? "<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>" : ""
            : uri.Query switch
            {
                var q when q.Contains("lifecycle", StringComparison.Ordinal) => """
                    <LifecycleConfiguration><Rule><ID>tagged</ID><Status>Enabled</Status>
                    <Filter><And><Prefix>tmp/</Prefix><Tag><Key>expire</Key><Value>yes</Value></Tag>
                    <ObjectSizeGreaterThan>1000</ObjectSizeGreaterThan></And></Filter>
                    <Transition><Days>30</Days><StorageClass>STANDARD_IA</StorageClass></Transition>
                    <Transition><Days>90</Days><StorageClass>GLACIER</StorageClass></Transition>
                    <NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays>
                    <NewerNoncurrentVersions>3</NewerNoncurrentVersions></NoncurrentVersionExpiration>
                    </Rule><Rule><ID>dated</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>
                    <Expiration><Date>2030-01-01T00:00:00.000Z</Date></Expiration></Rule>
                    </LifecycleConfiguration>
                    """,
                var q when q.Contains("max-buckets", StringComparison.Ordinal) =>
                    "<ListAllMyBucketsResult><Buckets><Bucket><Name>faraway</Name><BucketRegion>us-west-2</BucketRegion></Bucket></Buckets>"
                    + "</ListAllMyBucketsResult>",
                var q when q.Contains("list-type", StringComparison.Ordinal) =>
                    "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>",
                var q when q.Contains("encryption", StringComparison.Ordinal) => "<ServerSideEncryptionConfiguration/>",
                _ => "<VersioningConfiguration/>",
            };

        private sealed class Handler(Wire wire) : HttpMessageHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                wire.Urls.Add(request.RequestUri!.GetLeftPart(UriPartial.Path));
                wire.Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
                wire.Headers.Add(request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value)));
                var answer = Answer(request);
                answer.RequestMessage = request;
                return answer;
            }
        }
    }
}
