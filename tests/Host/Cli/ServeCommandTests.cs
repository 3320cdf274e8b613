using Infra.Core.Settings;

namespace Infra.Host.Cli;

public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("serve --config /etc/infra/plugins.json")]
    [InlineData("serve --read-only --mode write")]
    [InlineData("serve --mode write --read-only --profile dev --region eu-west-1 --modules ec2,vpc --confirm writes --log-level debug")]
    [InlineData("serve --http --http-url http://127.0.0.1:9000 --journal /var/log/infra")]
    public void Switches_mean_what_the_parser_of_all_commands_takes_them_for(string typed)
    {
        string[] words = typed.Split(' ');

        var read = ServeCommand.Read(words);

        Assert.NotNull(read);
        var (parsed, rest) = CommandLine.Split(words[1..]);
        Assert.Empty(rest);
        Assert.All(Switches.All, one => Assert.Equal(parsed[one], read[one]));
    }

    [Theory]
    [InlineData("list ec2")]
    [InlineData("--read-only serve")]
    [InlineData("serve --help")]
    [InlineData("serve --mode")]
    [InlineData("serve --mode --read-only")]
    [InlineData("serve --read-only false")]
    [InlineData("serve --read-only=false")]
    [InlineData("serve --mode=read")]
    [InlineData("serve --mode read --mode write")]
    [InlineData("serve --read-only --read-only")]
    [InlineData("serve --mode -")]
    [InlineData("serve --mode read now")]
    [InlineData("serve --mod read")]
    [InlineData("serve -- --read-only")]
    public void What_is_more_than_that_is_left_to_the_parser(string typed) => Assert.Null(ServeCommand.Read(typed.Split(' ')));
}
