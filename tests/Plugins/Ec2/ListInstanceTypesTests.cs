using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListInstanceTypesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Sizes_are_filtered_by_EC2_in_its_own_units()
    {
        DescribeInstanceTypesRequest? sent = null;
        Client.DescribeInstanceTypesAsync(Arg.Do<DescribeInstanceTypesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeInstanceTypesResponse
            {
                InstanceTypes =
            [
                new()
                {
                    InstanceType = "g5g.xlarge", VCpuInfo = new() { DefaultVCpus = 4 }, MemoryInfo = new() { SizeInMiB = 512 },
                    GpuInfo = new() { Gpus = [new() { Count = 1, Manufacturer = "NVIDIA", Name = "T4g" }] },
                },
            ],
            });

        var page = await RunAsync(ListInstanceTypes.Tool, new { memoryGib = 0.5, vcpus = 4, limit = 500 });

        Assert.Equal("512", sent!.Filters.Single(f => f.Name == "memory-info.size-in-mib").Values.Single());
        Assert.Equal("true", sent.Filters.Single(f => f.Name == "current-generation").Values.Single());
        Assert.Equal(100, sent.MaxResults);
        Assert.Equal("1 NVIDIA T4g", page.GetProperty("items")[0].GetProperty("gpu").GetString());
        Assert.Equal(0.5, page.GetProperty("items")[0].GetProperty("memoryGib").GetDouble());
    }

    [Fact]
    public async Task An_old_type_is_found_by_its_name()
    {
        DescribeInstanceTypesRequest? sent = null;
        Client.DescribeInstanceTypesAsync(Arg.Do<DescribeInstanceTypesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeInstanceTypesResponse());

        await RunAsync(ListInstanceTypes.Tool, new { type = "m1.small" });

        Assert.Equal("instance-type", Assert.Single(sent!.Filters).Name);
    }
}
