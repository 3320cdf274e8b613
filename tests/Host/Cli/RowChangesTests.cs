using System.Text.Json.Nodes;

namespace Infra.Host.Cli;

public sealed class RowChangesTests
{
    [Fact]
    public void Rows_are_compared_by_their_id_and_property_by_property()
    {
        var before = Object("""{"items":[{"id":"a","state":"pending","tags":{"x":"1"}},{"id":"b","state":"running"}]}""");
        var after = Object("""{"items":[{"id":"c","state":"new"},{"id":"a","state":"running","tags":{"x":"2"},"ip":"10.0.0.1"}]}""");

        var changes = RowChanges.Between(before, after)
            .Select(c => $"{c.Kind} {c.Id} {c.Property}: {c.From?.ToJsonString()} {c.To?.ToJsonString()}");

        Assert.Equal(
            [
                """removed b : {"id":"b","state":"running"} """, """added c :  {"id":"c","state":"new"}""", """changed a state: "pending" "running" """.TrimEnd(),
                """changed a tags.x: "1" "2" """.TrimEnd(), """changed a ip:  "10.0.0.1" """.TrimEnd(),
            ], changes);
        Assert.Empty(RowChanges.Between(after, after.DeepClone().AsObject()));
    }

    [Fact]
    public void Two_places_are_compared_by_the_column_that_is_the_same_in_both()
    {
        var one = Object("""{"items":[{"id":"i-1","name":"web","type":"t3.micro"}]}""");
        var other = Object("""{"items":[{"id":"i-2","name":"web","type":"t3.large"}]}""");

        Assert.Equal(["id", "type"], RowChanges.Between(one, other, "name").Select(c => c.Property));
    }

    [Fact]
    public void Rows_of_one_name_and_single_answers_are_compared_too()
    {
        var versions = Object("""{"items":[{"key":"a","size":1},{"key":"a","size":2}]}""");
        Assert.Equal("a #2", RowChanges.Between(versions, Object("""{"items":[{"key":"a","size":1},{"key":"a","size":3}]}""")).Single().Id);
        Assert.Equal(
            "versioning.status", RowChanges.Between(Object("""{"name":"b","versioning":{"status":"off"}}"""), Object("""{"name":"b","versioning":{"status":"on"}}""")).Single().Property);
    }

    private static JsonObject Object(string json) => JsonNode.Parse(json)!.AsObject();
}
