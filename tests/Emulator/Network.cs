using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Infra.Emulator;

/// <summary>The network that an empty account comes with, for tests of other services than EC2.</summary>
internal static partial class Network
{
    private static readonly HttpClient Http = new();

    /// <summary>The default VPC and two of its subnets, which are in different zones.</summary>
    public static async Task<(string VpcId, string[] SubnetIds)> DefaultAsync(Uri endpoint)
    {
        var xml = await AskAsync(endpoint, "Action=DescribeSubnets&Version=2016-11-15");
        return (VpcId().Match(xml).Groups[1].Value, [.. SubnetId().Matches(xml).Select(m => m.Groups[1].Value).Distinct().Take(2)]);
    }

    /// <summary>A running instance in the default VPC.</summary>
    public static async Task<string> RunInstanceAsync(Uri endpoint) =>
        InstanceId().Match(await AskAsync(endpoint,
            "Action=RunInstances&Version=2016-11-15&ImageId=ami-12c6146b&MinCount=1&MaxCount=1&InstanceType=t3.micro")).Groups[1].Value;

    /// <summary>A launch template.</summary>
    public static Task CreateLaunchTemplateAsync(Uri endpoint, string name) =>
        AskAsync(endpoint, $"Action=CreateLaunchTemplate&Version=2016-11-15&LaunchTemplateName={name}"
            + "&LaunchTemplateData.ImageId=ami-12c6146b&LaunchTemplateData.InstanceType=t3.micro");

    /// <summary>A prefix list of IPv4 blocks with one entry.</summary>
    public static async Task<string> CreatePrefixListAsync(Uri endpoint, string name, string block) =>
        PrefixListId().Match(await AskAsync(endpoint,
        $"Action=CreateManagedPrefixList&Version=2016-11-15&PrefixListName={name}&MaxEntries=10&AddressFamily=IPv4&Entry.1.Cidr={block}"))
        .Groups[1].Value;

    private static async Task<string> AskAsync(Uri endpoint, string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post,
            endpoint)
        { Content = new StringContent(form, new MediaTypeHeaderValue("application/x-www-form-urlencoded")) };
        // The emulator finds the service in the scope of the signature, which it does not check.
        request.Headers.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=testing/20250101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await Http.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    [GeneratedRegex("<vpcId>(.+?)</vpcId>")]
    private static partial Regex VpcId();

    [GeneratedRegex("<subnetId>(.+?)</subnetId>")]
    private static partial Regex SubnetId();

    [GeneratedRegex("<instanceId>(.+?)</instanceId>")]
    private static partial Regex InstanceId();

    [GeneratedRegex("<prefixListId>(.+?)</prefixListId>")]
    private static partial Regex PrefixListId();
}
