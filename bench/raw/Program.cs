// The SDK alone, to hold a tool's call against: raw ENDPOINT WARM COUNTED PAUSE. Prints the median of the counted calls, with
// the pause before each, in milliseconds.
using System.Diagnostics;
using System.Globalization;
using Amazon.EC2;
using Amazon.Runtime;

var config = new AmazonEC2Config { ServiceURL = args[0], AuthenticationRegion = "us-east-1" };
using var ec2 = new AmazonEC2Client(new BasicAWSCredentials("test", "test"), config);
var pause = int.Parse(args[3], CultureInfo.InvariantCulture);
for (var i = 0; i < int.Parse(args[1], CultureInfo.InvariantCulture); i++)
{
    await Task.Delay(pause);
    await ec2.DescribeInstancesAsync(new());
}

var times = new double[int.Parse(args[2], CultureInfo.InvariantCulture)];
for (var i = 0; i < times.Length; i++)
{
    await Task.Delay(pause);
    var start = Stopwatch.GetTimestamp();
    await ec2.DescribeInstancesAsync(new());
    times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

Array.Sort(times);
#pragma warning disable RS0030 // No protocol here.
Console.Out.WriteLine(times[times.Length / 2].ToString("F3", CultureInfo.InvariantCulture));
