using System.Text.Json.Nodes;
using Infra.Host.Cli.Pictures;

namespace Infra.Host.Cli;

public sealed class PictureCommandTests
{
    [Fact]
    public void Words_name_metrics_and_each_combination_of_dimensions()
    {
        var metrics = ChartCommand.Metrics(["AWS/EC2", "NetworkIn", "NetworkOut", "InstanceId=i-1,i-2"], "Sum");

        Assert.Equal(4, metrics.Count);
        Assert.Equal("""{"namespace":"AWS/EC2","name":"NetworkOut","dimensions":{"InstanceId":"i-2"},"statistic":"Sum"}""",
            metrics[^1].ToJsonString());
        Assert.Equal("""{"namespace":"Acme","name":"Jobs","dimensions":{}}""",
            Assert.Single(ChartCommand.Metrics(["Acme", "Jobs"], null)).ToJsonString());
        Assert.Empty(ChartCommand.Metrics([], null));
    }

    [Theory]
    [InlineData("CPUUtilization")]
    [InlineData("InstanceId=i-1")]
    [InlineData("InstanceId=i-1 AWS/EC2 CPUUtilization")]
    public void Words_without_namespace_and_metric_are_answered_with_what_is_wanted(string words) =>
        Assert.Contains("NAMESPACE METRIC", Assert.Throws<UsageException>(() => ChartCommand.Metrics(words.Split(' '), null)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_dimension_of_rows_is_the_one_whose_values_are_their_ids()
    {
        JsonObject[] rows = [Row("""{"id":"i-1","name":"web"}"""), Row("""{"id":"i-2","name":"db"}"""), Row("""{"id":"i-3"}""")];

        var found = Spark.Match(rows,
        [
            ("AWS/EC2", Row("""{"AutoScalingGroupName":"web"}""")), ("AWS/EC2", Row("""{"InstanceType":"t3.micro"}""")),
            ("CWAgent", Row("""{"InstanceId":"i-1","cpu":"total"}""")), ("CWAgent", Row("""{"InstanceId":"i-2","cpu":"total"}""")),
            ("AWS/EC2", Row("""{"InstanceId":"i-1"}""")), ("AWS/EC2", Row("""{"InstanceId":"i-2"}""")),
        ])!;

        Assert.Equal(("AWS/EC2", "InstanceId", "id", "{}"), (found.Space, found.Dimension, found.Column, found.Others));
        // Not every metric is listed at once, and an id is an id.
        Assert.Equal("i-3", found.Of(rows[2]));
        Assert.Null(Spark.Match(rows, [("AWS/RDS", Row("""{"DBInstanceIdentifier":"mydb"}"""))]));
    }

    [Fact]
    public void A_dimension_may_be_the_end_of_an_arn_and_another_may_be_beside_it()
    {
        var balancer = Row("""{"name":"web","arn":"arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/50dc6c495c0c9188"}""");
        var found = Spark.Match([balancer], [("AWS/ApplicationELB", Row("""{"LoadBalancer":"app/web/50dc6c495c0c9188"}"""))])!;
        Assert.Equal("app/web/50dc6c495c0c9188", found.Of(balancer));
        Assert.Null(found.Of(Row("""{"arn":"arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/other/1"}""")));

        var bucket = Spark.Match([Row("""{"name":"logs"}""")],
            [("AWS/S3", Row("""{"BucketName":"logs","StorageType":"StandardStorage"}"""))])!;
        Assert.Equal(("BucketName", """{"StorageType":"StandardStorage"}"""), (bucket.Dimension, bucket.Others));
    }

    private static JsonObject Row(string json) => JsonNode.Parse(json)!.AsObject();
}
