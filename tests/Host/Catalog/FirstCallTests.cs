namespace Infra.Core.Catalog;

public sealed class FirstCallTests
{
    [Fact]
    public async Task An_exchange_with_nobody_is_answered_and_opens_no_connection() =>
        Assert.Equal("e", await FirstCall.ExchangeAsync());
}
