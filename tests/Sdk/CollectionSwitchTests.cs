using Amazon;

namespace Infra.Sdk.Tests;

/// <summary>
/// AWSConfigs.InitializeCollections, which makes collections empty and not null. It holds for the whole process, so
/// nothing else runs meanwhile.
/// </summary>
[Collection(Name)]
public sealed class CollectionSwitchTests : IDisposable
{
    public const string Name = "alone";

    public CollectionSwitchTests() => AWSConfigs.InitializeCollections = true;

    public void Dispose() => AWSConfigs.InitializeCollections = false;

    [Theory]
    [InlineData("query", "assume role")]
    [InlineData("query", "sparse answer")]
    [InlineData("json", "empty lists")]
    [InlineData("json", "nulls")]
    [InlineData("json", "empty object")]
    [InlineData("json write", "written")]
    [InlineData("json write nested", "empty object")]
    [InlineData("json write maps", "empty object")]
    [InlineData("json write empty", "empty object")]
    [InlineData("json pages", "pages")]
    public Task Official_and_generated_clients_do_the_same(string scenario, string answers) =>
        SameSourceTests.CompareAsync(scenario, answers);

    [Fact]
    public void Collections_are_empty_from_the_start()
    {
        Assert.Empty(new Amazon.RDS.Model.DescribeDBInstancesRequest().Filters);
        Assert.Empty(new Amazon.Lambda.Model.CreateFunctionRequest().Tags);
    }
}

[CollectionDefinition(CollectionSwitchTests.Name, DisableParallelization = true)]
public sealed class AloneCollection;
