using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Infra.Plugins;

/// <summary>The JSON code that the build makes does what the serializer would do, for the records of every tool.</summary>
public sealed class CodecTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static TheoryData<string> Names => AllTools.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_ways_of_a_tools_records_are_as_the_serializer_has_them(string name)
    {
        var type = AllTools.Items.Single(t => $"{t.Module}_{t.Tool.Name}" == name).Tool.GetType();
        Assert.True(type.IsGenericType, $"{name} is no Tool<TIn, TOut>.");
        foreach (var check in new[] { nameof(WritesAlike), nameof(ReadsAlike), nameof(RefusesAlike) })
            typeof(CodecTests).GetMethod(check, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type.GetGenericArguments())
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [name], null);
    }

    private static void WritesAlike<TIn, TOut>(string name) where TIn : class
    {
        var writer = ToolCodec.Writer<TOut>(typeof(TIn).Assembly);
        Assert.True(writer is not null, $"{name}: the build made no code that writes {typeof(TOut)}.");
        foreach (var full in new[] { true, false })
        {
            var value = (TOut)Sample(typeof(TOut), full)!;
            Assert.Equal(ToolJson.Write(value, null).GetRawText(), ToolJson.Write(value, writer).GetRawText());
        }
    }

    private static void ReadsAlike<TIn, TOut>(string name) where TIn : class
    {
        var reader = ToolCodec.Reader<TIn>(typeof(TIn).Assembly);
        Assert.True(reader is not null, $"{name}: the build made no code that reads {typeof(TIn)}.");
        foreach (var full in new[] { true, false })
        {
            var json = ToolJson.Write((TIn)Sample(typeof(TIn), full)!, null);
            Assert.Equal(json.GetRawText(), ToolJson.Write(ToolJson.Read(json, reader), null).GetRawText());
        }

        // Only what must be given: all else has the default that the record starts with.
        var least = Least(ToolSchema.Of(typeof(TIn), isInput: true), ToolJson.Write((TIn)Sample(typeof(TIn), full: true)!, null));
        Assert.Equal(
            ToolJson.Write(ToolJson.Read<TIn>(least, null), null).GetRawText(),
            ToolJson.Write(ToolJson.Read(least, reader), null).GetRawText());
    }

    private static void RefusesAlike<TIn, TOut>(string name) where TIn : class
    {
        var reader = ToolCodec.Reader<TIn>(typeof(TIn).Assembly);
        var whole = JsonObject.Create(ToolJson.Write((TIn)Sample(typeof(TIn), full: true)!, null))!;
        var more = whole.DeepClone().AsObject();
        more["noSuchArgument"] = 1;
        List<JsonObject> wrong = [more];
        foreach (var (property, value) in whole)
        {
            JsonNode?[] others = [null, "x", 1.5, true, new JsonArray(new JsonArray()), new JsonObject { ["x"] = new JsonArray() }];
            foreach (var other in others)
            {
                var changed = whole.DeepClone().AsObject();
                changed[property] = other?.DeepClone();
                wrong.Add(changed);
            }

            var less = whole.DeepClone().AsObject();
            less.Remove(property);
            wrong.Add(less);
        }

        foreach (var arguments in wrong)
        {
            var json = JsonSerializer.SerializeToElement(arguments);
            var (usual, made) = (Outcome(json, null), Outcome(json, reader));
            Assert.True(usual == made, $"{name}: {json}: {usual} by the serializer, {made} by the code.");
        }

        static string Outcome(JsonElement json, ToolReader<TIn>? reader)
        {
            try
            {
                return ToolJson.Write(ToolJson.Read(json, reader), null).GetRawText();
            }
            catch (ToolException e)
            {
                return e.Code.ToString();
            }
        }
    }

    private static JsonElement Least(JsonElement schema, JsonElement whole)
    {
        var least = new JsonObject();
        foreach (var property in schema.TryGetProperty("required", out var required) ? required.EnumerateArray() : default)
            least[property.GetString()!] = JsonNode.Parse(whole.GetProperty(property.GetString()!).GetRawText());
        return JsonSerializer.SerializeToElement(least);
    }

    /// <summary>A value of a type, with everything in it or with nothing that may be left out.</summary>
    private static object? Sample(Type type, bool full)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return full ? Sample(inner, full) : null;
        if (type == typeof(string)) return "a < b's \"ü\"\n😀";
        if (type == typeof(bool)) return full;
        if (type == typeof(int)) return -42;
        if (type == typeof(long)) return 1L << 40;
        if (type == typeof(double)) return 0.1;
        if (type == typeof(float)) return 0.5f;
        if (type == typeof(decimal)) return 12.50m;
        if (type == typeof(DateTime)) return new DateTime(2026, 5, 1, 12, 30, 1, 500, full ? DateTimeKind.Utc : DateTimeKind.Local);
        if (type == typeof(JsonElement)) return JsonElement.Parse("""{ "any": [1, null, "x"] }""");
        if (type == typeof(JsonNode) || type == typeof(JsonObject)) return JsonNode.Parse("""{ "any": [1, null, "x"] }""");
        if (type.IsEnum) return full ? Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1) : Enum.GetValues(type).GetValue(0);
        if (type.IsArray) return Fill(Array.CreateInstance(type.GetElementType()!, full ? 2 : 0), type.GetElementType()!);
        if (type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string))
        {
            var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
            if (full) (map["One"], map["o'ther <"]) = (Sample(value, full), Sample(value, full));
            return map;
        }

        if (type.IsGenericType && type.GetGenericArguments() is [var item] && type.IsAssignableFrom(typeof(List<>).MakeGenericType(item)))
        {
            var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            for (var i = 0; full && i < 2; i++) list.Add(Sample(item, full));
            return list;
        }

        var constructor = type.GetConstructors().OrderBy(c => c.GetParameters().Length).First();
        var record = constructor.Invoke([.. constructor.GetParameters()
            .Select(p => full || !MayBeNull(Nullability.Create(p)) ? Sample(p.ParameterType, full) : null)]);
        foreach (var property in type.GetProperties()
            .Where(p => p.SetMethod is { IsPublic: true } && !p.IsDefined(typeof(JsonIgnoreAttribute))))
            property.SetValue(record, full || !MayBeNull(Nullability.Create(property)) ? Sample(property.PropertyType, full) : null);
        return record;
    }

    private static Array Fill(Array array, Type item)
    {
        for (var i = 0; i < array.Length; i++) array.SetValue(Sample(item, full: true), i);
        return array;
    }

    private static bool MayBeNull(NullabilityInfo info) => info.WriteState is NullabilityState.Nullable;
}
