using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Documents;

namespace Infra.Sdk.Tests;

/// <summary>Runs one protocol vector through a generated client, with a stub in place of the network.</summary>
internal sealed partial class VectorRunner(Assembly clients)
{
    private const string TestToken = "00000000-0000-4000-8000-000000000000";

    /// <summary>Serializes the request of a case and compares what would have been sent.</summary>
    /// <returns>What differs; null if nothing does.</returns>
    public async Task<string?> RunInputAsync(VectorCase vector)
    {
        var stub = new StubHttp(static _ => StubHttp.Answer(204, "", "text/plain"));
        var expected = vector.Data["serialized"]!.AsObject();
        string host = (string?)expected["host"] ?? "example.com";
        var prefix = (string?)vector.Data["given"]!["endpoint"]?["hostPrefix"];
        object request = CreateRequest(vector);
        await CallAsync(vector, stub, request, prefix is null ? host : "example.com");
        return CompareRequest(stub.Requests.Single(), expected, host);
    }

    /// <summary>Reads the response of a case and compares what comes out.</summary>
    public async Task<string?> RunOutputAsync(VectorCase vector)
    {
        var response = vector.Data["response"]!.AsObject();
        var headers = (response["headers"] as JsonObject ?? []).Select(static header => (header.Key, (string)header.Value!)).ToArray();
        string? contentType = headers.FirstOrDefault(static header =>
            header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Item2;
        var stub = new StubHttp(_ => StubHttp.Answer(
            (int)response["status_code"]!, Encoding.UTF8.GetBytes((string?)response["body"] ?? ""), contentType, headers));
        try
        {
            object result = await CallAsync(vector, stub, CreateRequest(vector), "example.com");
            bool isXml = vector.Data["given"]!["http"] is not null && IsXml(vector);
            var actual = ToJson(result);
            var expected = vector.Data["result"] ?? new JsonObject();
            return IsEqual(expected, actual, isXml) ? null : $"read {actual?.ToJsonString()} and not {expected.ToJsonString()}";
        }
        catch (AmazonServiceException error) when (vector.Data["errorCode"] is not null || vector.Data["error"] is not null)
        {
            return CompareError(vector, error);
        }
    }

    public bool IsXml(VectorCase vector) =>
        ConfigType(vector).Assembly.GetType($"Amazon.Vector{vector.Service}.Internal.AmazonVector{vector.Service}Model")!
            .GetField("Instance", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null) is ServiceModel { IsXml: true };

    private static string? CompareError(VectorCase vector, AmazonServiceException error)
    {
        if ((string?)vector.Data["errorCode"] is { } code && error.ErrorCode != code)
        {
            return $"code {error.ErrorCode} and not {code}";
        }

        if ((string?)vector.Data["errorMessage"] is { } message && error.Message != message)
        {
            return $"message {error.Message} and not {message}";
        }

        if (vector.Data["error"] is JsonObject members)
        {
            var actual = error is IModelObject ? (JsonObject)ToJson(error)! : [];
            foreach (var (name, value) in members)
            {
                bool isMessage = name.Equals("message", StringComparison.OrdinalIgnoreCase);
                var read = isMessage ? JsonValue.Create(error.Message) : actual[name];
                if (!IsEqual(value, read, isXml: false))
                {
                    return $"error member {name} is {read?.ToJsonString()} and not {value?.ToJsonString()}";
                }
            }
        }

        return null;
    }

    private Type ConfigType(VectorCase vector) =>
        clients.GetType($"Amazon.Vector{vector.Service}.AmazonVector{vector.Service}Config", throwOnError: true)!;

    private async Task<object> CallAsync(VectorCase vector, StubHttp stub, object request, string host)
    {
        var config = (ClientConfig)Activator.CreateInstance(ConfigType(vector))!;
        config.ServiceURL = $"https://{host}";
        config.AuthenticationRegion = "us-east-1";
        config.HttpClientFactory = stub;
        config.MaxErrorRetry = 0;
        // Two cases are about compression; their bodies are short of the usual 10 KB.
        config.RequestMinCompressionSizeBytes = 0;
        var clientType = clients.GetType($"Amazon.Vector{vector.Service}.AmazonVector{vector.Service}Client", throwOnError: true)!;
        using var client = (IDisposable)Activator.CreateInstance(clientType, MotoServer.Credentials, config)!;
        var method = clientType.GetMethod(vector.Operation + "Async", [request.GetType(), typeof(CancellationToken)])!;
        var task = (Task)method.Invoke(client, [request, CancellationToken.None])!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task)!;
    }

    private object CreateRequest(VectorCase vector)
    {
        string name = char.ToUpperInvariant(vector.Operation[0]) + vector.Operation[1..];
        var type = clients.GetType($"Amazon.Vector{vector.Service}.Model.{name}Request", throwOnError: true)!;
        return FromJson(vector.Data["params"] ?? new JsonObject(), type)!;
    }

    private static object? FromJson(JsonNode? node, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Document))
        {
            return ToDocument(node);
        }

        if (node is null)
        {
            return null;
        }

        if (type == typeof(string))
        {
            return node.GetValueKind() == JsonValueKind.String ? (string)node! : node.ToJsonString();
        }

        if (type == typeof(bool))
        {
            return (bool)node;
        }

        if (type == typeof(double) || type == typeof(float))
        {
            double number = node.GetValueKind() == JsonValueKind.String ? ScalarText.ParseNumber((string)node!) : (double)node;
            return type == typeof(float) ? (object)(float)number : number;
        }

        if (type == typeof(int) || type == typeof(long))
        {
            return Convert.ChangeType((long)node, type, CultureInfo.InvariantCulture);
        }

        if (type == typeof(DateTime))
        {
            return node.GetValueKind() == JsonValueKind.Number
                ? DateTime.UnixEpoch.AddSeconds((double)node)
                : DateTime.Parse((string)node!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        }

        if (type == typeof(MemoryStream) || type == typeof(Stream))
        {
            return new MemoryStream(Encoding.UTF8.GetBytes((string)node!));
        }

        if (typeof(ConstantClass).IsAssignableFrom(type))
        {
            return Activator.CreateInstance(type, (string)node!);
        }

        object value = Activator.CreateInstance(type)!;
        if (value is IList list)
        {
            foreach (var item in node.AsArray())
            {
                list.Add(FromJson(item, type.GetGenericArguments()[0]));
            }
        }
        else if (value is IDictionary map)
        {
            foreach (var (key, item) in node.AsObject())
            {
                map[key] = FromJson(item, type.GetGenericArguments()[1]);
            }
        }
        else
        {
            foreach (var (member, item) in node.AsObject())
            {
                string property = char.ToUpperInvariant(member[0]) + member[1..];
                var found = type.GetProperty(property) ?? throw new InvalidOperationException($"{type.Name} has no {property}.");
                found.SetValue(value, FromJson(item, found.PropertyType));
            }
        }

        return value;
    }

    private static Document ToDocument(JsonNode? node) => node switch
    {
        null => default,
        JsonObject map => new Document(map.ToDictionary(static item => item.Key, static item => ToDocument(item.Value))),
        JsonArray list => new Document(list.Select(ToDocument).ToList()),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => new Document((string)node!),
            JsonValueKind.True => new Document(true),
            JsonValueKind.False => new Document(false),
            _ => node.AsValue().TryGetValue(out int integer) ? new Document(integer) : new Document((double)node),
        },
    };

    private static JsonNode? FromDocument(Document document) =>
        document.IsNull() ? null
        : document.IsString() ? document.AsString()
        : document.IsBool() ? document.AsBool()
        : document.IsInt() ? document.AsInt()
        : document.IsLong() ? document.AsLong()
        : document.IsDouble() ? document.AsDouble()
        : document.IsList() ? new JsonArray([.. document.AsList().Select(FromDocument)])
        : new JsonObject(document.AsDictionary().Select(static item => KeyValuePair.Create(item.Key, FromDocument(item.Value))));

    /// <summary>A generated object in the form of the vectors: bytes as text, moments as seconds.</summary>
    private static JsonNode? ToJson(object? value)
    {
        switch (value)
        {
            case null:
                return null;
            case string text:
                return text;
            case bool flag:
                return flag;
            case int number:
                return number;
            case long number:
                return number;
            case float number:
                return float.IsFinite(number) ? (JsonNode)number : ScalarText.Format(number, TimestampFormat.Default);
            case double number:
                return double.IsFinite(number) ? (JsonNode)number : ScalarText.Format(number, TimestampFormat.Default);
            case DateTime time:
                return (time - DateTime.UnixEpoch).TotalSeconds;
            case Stream stream:
                using (var reader = new StreamReader(stream))
                {
                    return reader.ReadToEnd();
                }

            case ConstantClass constant:
                return constant.Value;
            case Document document:
                return FromDocument(document);
            case IDictionary map:
                return new JsonObject(map.Keys.Cast<string>().Select(key => KeyValuePair.Create(key, ToJson(map[key]))));
            case IList list:
                return new JsonArray([.. list.Cast<object?>().Select(ToJson)]);
            default:
                var properties = value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
                return new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, ToJson(property.GetValue(value)))));
        }
    }

    /// <param name="expected">What the vector says.</param>
    /// <param name="actual">What was read.</param>
    /// <param name="isXml">Empty XML collections come as null, as from the official clients.</param>
    private static bool IsEqual(JsonNode? expected, JsonNode? actual, bool isXml)
    {
        if (isXml && expected is JsonArray { Count: 0 } or JsonObject { Count: 0 } && actual is null)
        {
            return true;
        }

        if (expected is JsonObject map && actual is JsonObject members)
        {
            // Property names begin with a capital; the keys of maps are data and must agree.
            var rest = members.ToDictionary(static item => item.Key, static item => item.Value, StringComparer.Ordinal);
            foreach (var (name, value) in map)
            {
                string property = name.Length > 0 ? char.ToUpperInvariant(name[0]) + name[1..] : name;
                string key = rest.ContainsKey(name) ? name : property;
                rest.Remove(key, out var read);
                if (!IsEqual(value, read, isXml))
                {
                    return false;
                }
            }

            return rest.Values.All(static value => value is null);
        }

        if (expected is JsonArray items && actual is JsonArray list)
        {
            return items.Count == list.Count && items.Zip(list).All(pair => IsEqual(pair.First, pair.Second, isXml));
        }

        if (expected is JsonValue left && actual is JsonValue right
            && left.GetValueKind() == JsonValueKind.Number && right.GetValueKind() == JsonValueKind.Number)
        {
            double a = double.Parse(left.ToJsonString(), CultureInfo.InvariantCulture);
            double b = double.Parse(right.ToJsonString(), CultureInfo.InvariantCulture);
            return Math.Abs(a - b) <= 1e-6 * Math.Max(1, Math.Abs(a));
        }

        return JsonNode.DeepEquals(expected, actual);
    }

    private static string? CompareRequest(SentRequest sent, JsonObject expected, string host)
    {
        if ((string?)expected["method"] is { } method && method != sent.Method)
        {
            return $"method {sent.Method} and not {method}";
        }

        if (sent.Uri.Host != host.Split('/')[0])
        {
            return $"host {sent.Uri.Host} and not {host}";
        }

        if ((string?)expected["uri"] is { } uri && NormalizeUri(ReplaceToken(sent.Uri.PathAndQuery, uri)) != NormalizeUri(uri))
        {
            return $"uri {sent.Uri.PathAndQuery} and not {uri}";
        }

        return CompareHeaders(sent, expected) ?? CompareBody(sent, expected);
    }

    private static string NormalizeUri(string uri)
    {
        int mark = uri.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return uri;
        }

        var pairs = uri[(mark + 1)..].Split('&').Select(static pair => Uri.UnescapeDataString(pair.TrimEnd('=')))
            .Order(StringComparer.Ordinal);
        return uri[..mark] + "?" + string.Join('&', pairs);
    }

    private static string? CompareHeaders(SentRequest sent, JsonObject expected)
    {
        foreach (var (name, value) in expected["headers"] as JsonObject ?? [])
        {
            string wanted = (string)value!;
            if (!sent.Headers.TryGetValue(name, out string? actual))
            {
                return $"no header {name}";
            }

            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                actual = actual.Split(';')[0];
                wanted = wanted.Split(';')[0];
            }

            if (ReplaceToken(actual, wanted)
                .Replace(", ", ",", StringComparison.Ordinal) != wanted.Replace(", ", ",", StringComparison.Ordinal))
            {
                return $"header {name} is {actual} and not {wanted}";
            }
        }

        foreach (string name in Names(expected["requireHeaders"]))
        {
            if (!sent.Headers.ContainsKey(name))
            {
                return $"no header {name}";
            }
        }

        foreach (string name in Names(expected["forbidHeaders"]))
        {
            if (sent.Headers.ContainsKey(name))
            {
                return $"header {name} was sent";
            }
        }

        return null;
    }

    private static IEnumerable<string> Names(JsonNode? list) => (list as JsonArray ?? []).Select(static name => (string)name!);

    private static string? CompareBody(SentRequest sent, JsonObject expected)
    {
        if (expected["body"] is not { } node)
        {
            return null;
        }

        string wanted = (node.GetValueKind() == JsonValueKind.String ? (string)node! : node.ToJsonString()).Trim();
        string body = ReplaceToken(sent.BodyText, wanted);
        string type = sent.Headers.GetValueOrDefault("Content-Type", "");
        bool same = type.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) ? Fields(body).SetEquals(Fields(wanted))
            : wanted.StartsWith('<') ? body.StartsWith('<') && IsEqual(XElement.Parse(wanted), XElement.Parse(body))
            : wanted.StartsWith('{') || wanted.StartsWith('[')
                ? body.Length > 0 && IsEqual(JsonNode.Parse(wanted), JsonNode.Parse(body), isXml: false)
            : body == wanted;
        return same ? null : $"body {body} and not {wanted}";
    }

    private static HashSet<string> Fields(string form) =>
        [.. form.Split('&').Select(static field => Uri.UnescapeDataString(field.Replace('+', ' ')))];

    /// <summary>The vectors were written with a fixed idempotency token.</summary>
    private static string ReplaceToken(string text, string wanted) =>
        wanted.Contains(TestToken, StringComparison.Ordinal) ? GuidPattern().Replace(text, TestToken) : text;

    private static bool IsEqual(XElement expected, XElement actual)
    {
        bool leaf = !expected.HasElements && !actual.HasElements;
        if (expected.Name != actual.Name || (leaf && expected.Value != actual.Value)
            || !Attributes(expected).SequenceEqual(Attributes(actual)))
        {
            return false;
        }

        // Members may come in any order, maps too.
        var wanted = expected.Elements().OrderBy(static element => element.ToString(), StringComparer.Ordinal).ToList();
        var found = actual.Elements().OrderBy(static element => element.ToString(), StringComparer.Ordinal).ToList();
        return wanted.Count == found.Count && wanted.Zip(found).All(static pair => IsEqual(pair.First, pair.Second));
    }

    /// <summary>Attributes and declared prefixes. What is in the default namespace shows in the names already.</summary>
    private static IEnumerable<string> Attributes(XElement element) =>
        element.Attributes().Where(static attribute => attribute.Name != "xmlns")
            .Select(static attribute => $"{attribute.Name}={attribute.Value}").Order(StringComparer.Ordinal);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex GuidPattern();
}
