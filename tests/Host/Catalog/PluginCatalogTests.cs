using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text.Json;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Core.Catalog;

/// <summary>Real plugins, really built, in folders of their own.</summary>
public sealed class PluginCatalogTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
    private readonly List<string> said = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_manifest_says_what_its_assembly_says()
    {
        foreach (var plugin in BuiltHost.Catalog().Modules.Select(m => m.Plugin).Distinct())
        {
            var fresh = PluginManifest.Of(plugin.Assembly, PluginLoading.Load(plugin.Assembly, new()));
            Assert.Equal(JsonSerializer.Serialize(fresh), JsonSerializer.Serialize(plugin.Manifest));
        }
    }

    [Theory]
    [InlineData(false, "no readable manifest")]
    [InlineData(true, "changed after its manifest was made")]
    public void A_missing_or_stale_manifest_is_made_again_with_a_warning(bool stale, string warning)
    {
        var manifest = Directory.GetFiles(Copy("Ec2"), "*.manifest.json").Single();
        if (stale)
            File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("{\"mvid\":\"", "{\"mvid\":\"0", StringComparison.Ordinal));
        else File.Delete(manifest);

        Assert.NotEmpty(Open("""{ "path": "Ec2" }""").Offered);
        Assert.Contains(warning, Assert.Single(said), StringComparison.Ordinal);
        said.Clear();
        Assert.NotEmpty(Open("""{ "path": "Ec2" }""").Offered);
        Assert.Empty(said);
    }

    [Fact]
    public void A_plugin_for_a_newer_contract_is_refused_in_one_sentence_and_the_rest_go_on()
    {
        Copy("Ec2");
        Emit("TooNew", new(1, 99, 0, 0));

        var catalog = Open("""{ "path": "TooNew" }, { "path": "Ec2" }""");

        Assert.NotEmpty(catalog.Offered);
        Assert.Contains("needs contract 1.99; this host offers 1.0.", Assert.Single(catalog.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_for_a_draft_of_the_contract_is_refused_in_one_sentence()
    {
        Emit("Draft", new(1, 0, 0, 0));

        Assert.Equal(
            "Draft.dll was built for a draft of the contract, older than its first preview; build it again with Infra.Abstractions 1.0.",
            Assert.Single(Open("""{ "path": "Draft" }""").Problems));
    }

    [Theory]
    [InlineData("Infra.Abstractions.dll")]
    [InlineData("System.Text.Json.dll")]
    public void A_plugin_with_its_own_copy_of_what_must_be_shared_is_refused(string copy)
    {
        File.WriteAllText(Path.Combine(Copy("Ec2"), copy), "");

        Assert.Contains($"holds its own {copy}", Assert.Single(Open("""{ "path": "Ec2" }""").Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_pin_lets_only_that_assembly_run()
    {
        var assembly = Path.Combine(Copy("Ec2"), "Infra.Plugins.Ec2.dll");
        var hash = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(assembly)));

        Assert.NotEmpty(Open($$"""{ "path": "Ec2", "sha256": "{{hash}}" }""").Offered);
        Assert.Contains("pins", Assert.Single(Open($$"""{ "path": "Ec2", "sha256": "{{new string('0', 64)}}" }""").Problems),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_pin_of_all_files_holds_at_the_start_and_again_when_the_plugin_is_loaded()
    {
        var target = Copy("S3");
        var pin = PluginFiles.Hash(PluginFiles.Write(target));

        var catalog = Open($$"""{ "path": "S3", "files": "{{pin}}" }""");
        var tool = catalog.Offered[0];
        File.AppendAllText(Path.Combine(target, "Infra.Aws.dll"), " ");
        Assert.Contains("Infra.Aws.dll was changed", Assert.Throws<PluginException>(() => tool.Plugin.Get(tool.Manifest)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Infra.Aws.dll was changed", Assert.Single(Open($$"""{ "path": "S3", "files": "{{pin}}" }""").Problems),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_files_are_pinned_no_manifest_is_made()
    {
        var target = Copy("S3");
        File.Delete(Directory.GetFiles(target, "*.manifest.json").Single());
        var pin = PluginFiles.Hash(PluginFiles.Write(target));

        Assert.Contains("has no readable manifest, and plugins.json pins its files",
            Assert.Single(Open($$"""{ "path": "S3", "files": "{{pin}}" }""").Problems), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(target, "*.manifest.json"));
    }

    [Theory] // SAF-L15
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_is_missing_for_a_moment_is_used_when_it_is_back(bool pinned)
    {
        var assembly = Path.Combine(Copy("Ec2"), "Infra.Plugins.Ec2.dll");
        var pin = pinned ? $$""", "sha256": "{{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(assembly)))}}" """ : "";
        var tool = Open($$"""{ "path": "Ec2" {{pin}} }""").Find("ec2_list_instances")!;
        File.Move(assembly, assembly + ".away");

        Assert.Contains("is not there", Assert.Throws<PluginException>(() => tool.Plugin.Get(tool.Manifest)).Message,
            StringComparison.Ordinal);

        File.Move(assembly + ".away", assembly);
        Assert.NotNull(tool.Plugin.Get(tool.Manifest));
    }

    [Theory]
    [InlineData("""{ "path": "Ec2", "modules": { "ec": {} } }""", "Did you mean 'ec2'?")]
    [InlineData("""{ "path": "Ec2", "modules": { "ec2": { "deny": ["ec2_list_instance"] } } }""", "Did you mean 'ec2_list_instances'?")]
    public void Names_that_do_not_exist_are_errors_that_name_the_nearest(string plugin, string hint)
    {
        Copy("Ec2");

        Assert.Contains(hint, Assert.Throws<SettingsException>(() => Open(plugin)).Message, StringComparison.Ordinal);
    }

    // In read mode ec2_list_instances is offered, and ec2_start_instances is not.
    [Theory]
    [InlineData("Lists. For one, use ec2_list_instances.", "Lists. For one, use ec2_list_instances.")]
    [InlineData("Lists. To start one, use ec2_start_instances.", "Lists.")]
    [InlineData("Lists; ec2_start_instances starts;  then look.", "Lists; then look.")]
    [InlineData("ec2_start_instances", null)]
    [InlineData("(ec2_start_instances)", null)]
    [InlineData("A ec2_start_instances_ b.", null)]
    [InlineData("A ec2_start_instancesX b.", null)]
    [InlineData("A ec2_start_instances_now b.", "A ec2_start_instances_now b.")]
    [InlineData("A Ec2_start_instances, x/ec2_start_instances, x.ec2_start_instances, éec2_start_instances b.",
        "A Ec2_start_instances, x/ec2_start_instances, x.ec2_start_instances, éec2_start_instances b.")]
    [InlineData("A ec2__start_instances b.", "A ec2__start_instances b.")]
    [InlineData("", "")]
    [InlineData(null, null)]
    public void Sentences_that_point_to_tools_which_are_not_offered_are_left_out(string? text, string? left) =>
        Assert.Equal(left, BuiltHost.Catalog(ToolKind.Read).WithoutPointers(text));

    [Fact]
    public void What_the_mode_and_the_lists_do_not_allow_is_not_offered_and_says_why()
    {
        Copy("Ec2");

        var catalog = Open("""{ "path": "Ec2", "modules": { "ec2": { "mode": "write", "deny": ["ec2_list_volumes"] } } }""");

        Assert.DoesNotContain(catalog.Offered,
            t => t.Name is "ec2_list_volumes" or "ec2_terminate_instances" or "vpc_list_vpcs" or "ec2_create_key_pair");
        Assert.Contains("denied", catalog.Find("ec2_list_volumes")!.Refusal, StringComparison.Ordinal);
        Assert.Contains("destructive tool", catalog.Find("ec2_terminate_instances")!.Refusal, StringComparison.Ordinal);
        Assert.Contains("not enabled", catalog.Find("vpc_list_vpcs")!.Refusal, StringComparison.Ordinal);
        Assert.Contains("returns a secret", catalog.Find("ec2_create_key_pair")!.Refusal, StringComparison.Ordinal);
        Assert.Null(catalog.Find("ec2_run_instances")!.Refusal);
    }

    [Theory]
    [InlineData("read", false, ToolKind.Destructive, "\"jobs\": true")]
    [InlineData("read", true, ToolKind.Destructive, null)]
    [InlineData("read", true, ToolKind.Read, "--read-only")]
    [InlineData("write", false, ToolKind.Destructive, null)]
    public void Work_that_only_looks_is_offered_above_read_mode_or_where_the_file_allows_it(string mode, bool jobs, ToolKind ceiling,
        string? refusal)
    {
        Copy("CloudFormation");

        var catalog = Open(
            $$"""{ "path": "CloudFormation", "modules": { "cfn": { "mode": "{{mode}}", "jobs": {{(jobs ? "true" : "false")}} } } }""",
            ceiling);

        Assert.True(catalog.Find("cfn_detect_drift")!.Manifest.Job);
        if (refusal is null) Assert.Contains(catalog.Offered, t => t.Name is "cfn_detect_drift");
        else Assert.Contains(refusal, catalog.Find("cfn_detect_drift")!.Refusal, StringComparison.Ordinal);
    }

    [Fact] // SAF-M4
    public void A_plugin_that_was_built_for_a_newer_AWSSDK_Core_is_refused_in_one_sentence()
    {
        // Any assembly with a higher file version than AWSSDK.Core's will do: the file is looked at, not loaded.
        File.Copy(typeof(JsonElement).Assembly.Location, Path.Combine(Copy("Ec2"), "AWSSDK.Core.dll"));

        var catalog = Open("""{ "path": "Ec2" }""");

        Assert.Empty(catalog.Modules);
        Assert.Contains("was built for AWSSDK.Core 10.", Assert.Single(catalog.Problems), StringComparison.Ordinal);
    }

    private PluginCatalog Open(string plugins, ToolKind? ceiling = null)
    {
        var config = Path.Combine(folder, "plugins.json");
        File.WriteAllText(config, $$"""{ "mode": "destructive", "plugins": [ {{plugins}} ] }""");
        return BuiltHost.Catalog(ceiling, config, said.Add);
    }

    private string Copy(string plugin)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, plugin)).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(BuiltHost.Folder, "plugins", plugin)))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        return target;
    }

    // The smallest assembly that says which contract it was built for.
    private void Emit(string name, Version contract)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString($"{name}.dll"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        metadata.AddAssembly(metadata.GetOrAddString(name), new(1, 0, 0, 0), default, default, default, AssemblyHashAlgorithm.Sha1);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1));
        metadata.AddAssemblyReference(metadata.GetOrAddString("Infra.Abstractions"), contract, default, default, default, default);
        var image = new BlobBuilder();
        new ManagedPEBuilder(new PEHeaderBuilder(imageCharacteristics: Characteristics.Dll), new MetadataRootBuilder(metadata),
            new BlobBuilder()).Serialize(image);
        var target = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        File.WriteAllBytes(Path.Combine(target, $"{name}.dll"), image.ToArray());
        File.WriteAllText(Path.Combine(target, $"{name}.deps.json"), "{}");
    }
}
