namespace Infra.Emulator.Ec2;

public sealed class LaunchTemplateTests(EmulatorFixture fixture) : Ec2Test(fixture)
{
    [Fact]
    public async Task A_template_gets_a_new_version_and_is_deleted()
    {
        var image = await ImageAsync();
        var id = (await CallAsync("ec2_create_launch_template",
            new { name = "web", imageId = image, instanceType = "t3.micro", userData = "#!/bin/sh\nsecret", tags = new { team = "a" } }))
            .GetProperty("id").GetString();
        Assert.Equal("Conflict", (await FailAsync("ec2_create_launch_template", new { name = "web", imageId = image })).GetProperty("code")
            .GetString());

        var change = new { launchTemplateId = id, instanceType = "t3.large", description = "bigger", setDefault = true };
        Assert.Contains("change version 2 of web instance type t3.micro t3.large",
            Changes(await PlanAsync("ec2_create_template_version", change)));
        Assert.Equal(2, (await CallAsync("ec2_create_template_version", change)).GetProperty("version").GetInt32());

        var row = Assert.Single(Rows(await CallAsync("ec2_list_launch_templates", new { name = "web" })));
        Assert.Equal(2, row.GetProperty("latestVersion").GetInt32());
        var template = await CallAsync("ec2_get_launch_template", new { launchTemplateId = id });
        Assert.Equal(2, template.GetProperty("defaultVersion").GetInt32());
        var (newest, first) = (template.GetProperty("versions")[0], template.GetProperty("versions")[1]);
        Assert.Equal(("t3.large", "bigger"), (newest.GetProperty("type").GetString(), newest.GetProperty("description").GetString()));
        Assert.Equal(("required", true), (first.GetProperty("metadataTokens").GetString(), first.GetProperty("hasUserData").GetBoolean()));
        Assert.Contains("encrypted", first.GetProperty("volumes")[0].GetString());

        await ConfirmAsync("ec2_delete_launch_template", new { launchTemplateId = id });
        Assert.Empty(Rows(await CallAsync("ec2_list_launch_templates")));
    }
}
