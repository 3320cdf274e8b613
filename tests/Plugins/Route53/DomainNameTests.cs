namespace Infra.Plugins.Route53;

public sealed class DomainNameTests
{
    // S3-B11b
    [Theory]
    [InlineData("WWW.Example.com", "www.example.com.", "www.example.com.")]
    [InlineData("\\052.example.com.", "*.example.com.", "*.example.com.")]
    [InlineData("*.example.com", "*.example.com.", "*.example.com.")]
    [InlineData("0/25.2.0.192.in-addr.arpa", "0\\05725.2.0.192.in-addr.arpa.", "0/25.2.0.192.in-addr.arpa.")]
    [InlineData("0\\05725.2.0.192.in-addr.arpa.", "0\\05725.2.0.192.in-addr.arpa.", "0/25.2.0.192.in-addr.arpa.")]
    [InlineData("_dmarc.example.com", "_dmarc.example.com.", "_dmarc.example.com.")]
    [InlineData("a\\056b.example.com", "a\\056b.example.com.", "a\\056b.example.com.")]
    [InlineData("a\\040b.example.com", "a\\040b.example.com.", "a\\040b.example.com.")]
    [InlineData("a\\101.example.com", "aa.example.com.", "aa.example.com.")]
    [InlineData("a\\999.example.com", "a\\134999.example.com.", "a\\134999.example.com.")]
    [InlineData("münchen.example", "xn--mnchen-3ya.example.", "xn--mnchen-3ya.example.")]
    public void A_name_has_one_form_for_AWS_and_one_for_people(string name, string normal, string shown)
    {
        Assert.Equal((normal, shown), (DomainName.Normal(name), DomainName.Shown(name)));
        Assert.Equal(normal, DomainName.Normal(DomainName.Shown(name)));
        Assert.Equal(normal, DomainName.Normal(normal));
    }

    [Theory]
    [InlineData("example.com.", true)]
    [InlineData("a.example.com.", true)]
    [InlineData("notexample.com.", false)]
    public void A_name_is_in_a_domain_by_whole_labels(string name, bool isIn) => Assert.Equal(isIn, DomainName.IsIn(name, "example.com."));
}
