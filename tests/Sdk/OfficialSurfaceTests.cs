using System.Reflection;
using System.Text;
using Xunit.Abstractions;

namespace Infra.Sdk.Tests;

/// <summary>
/// The generator run over services whose official package is there: what it makes must have the official public
/// surface. It then has it for the services whose package is not there, too.
/// </summary>
public sealed class OfficialSurfaceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("sts", "AWSSDK.SecurityToken")]
    [InlineData("sso", "AWSSDK.SSO")]
    [InlineData("sso-oidc", "AWSSDK.SSOOIDC")]
    [InlineData("ssm", "AWSSDK.SimpleSystemsManagement")]
    [InlineData("kms", "AWSSDK.KeyManagementService")]
    [InlineData("sqs", "AWSSDK.SQS")]
    public void The_generated_client_has_the_official_public_surface(string model, string assembly)
    {
        var officialTypes = PublicSurface.Types(Assembly.Load(assembly));
        var context = GeneratedCode.CreateContext("surface of " + model);
        byte[] image = GeneratedCode.CompileModels(assembly, TestFiles.ReadModel(model));
        var standIn = PublicSurface.Types(GeneratedCode.Load(context, image));
        var exceptions = new SurfaceExceptions(model);
        var wrong = new List<string>();
        var excepted = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        int compared = 0;
        foreach (var (name, official) in officialTypes)
        {
            var wanted = PublicSurface.Members(official);
            compared += wanted.Count + 1;
            if (!standIn.TryGetValue(name, out var type))
            {
                Report(official.FullName![(official.Namespace!.IndexOf('.', StringComparison.Ordinal) + 1)..], null);
                continue;
            }

            foreach (string member in wanted.Except(PublicSurface.Members(type)).Order(StringComparer.Ordinal))
            {
                Report(official.FullName![(official.Namespace!.IndexOf('.', StringComparison.Ordinal) + 1)..], member);
            }
        }

        var text = new StringBuilder($"{model}: {compared} members of {officialTypes.Count} types compared\n");
        foreach (var (reason, names) in excepted)
        {
            text.Append($"  {names.Count}: {reason}\n");
        }

        output.WriteLine(text.ToString());
        wrong.AddRange(exceptions.Unused.Select(static name => $"{name} does not differ and must leave the list of exceptions."));
        Assert.True(compared > 100, $"Only {compared} members of {assembly} were compared.");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {compared} members are missing or differ:\n{string.Join('\n', wrong)}");

        void Report(string type, string? member)
        {
            string name = member is null ? type : $"{type}: {member}";
            if (exceptions.ReasonFor(name) is { } reason)
            {
                excepted.TryAdd(reason, []);
                excepted[reason].Add(name);
            }
            else
            {
                wrong.Add(name);
            }
        }
    }
}
