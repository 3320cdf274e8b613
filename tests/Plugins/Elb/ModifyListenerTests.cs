using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Infra.Plugins.Elb;

public sealed class ModifyListenerTests : ElbTest
{
    private ModifyListenerRequest? sent;

    public ModifyListenerTests() => Client.ModifyListenerAsync(Arg.Do<ModifyListenerRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new ModifyListenerResponse { Listeners = [Listener] });

    [Fact]
    public async Task A_new_default_certificate_keeps_the_old_one_by_name()
    {
        var input = new
        {
            listenerArn = ListenerArn,
            certificateArn = Certificate("3"),
            addCertificateArns = new[] { Certificate("1"), Certificate("4") },
            removeCertificateArns = new[] { Certificate("2") }
        };

        var plan = await PlanAsync(ModifyListener.Tool, input);
        await RunAsync(ModifyListener.Tool, input);

        Assert.Equal(
        [
            $"HTTPS:443 of web: default certificate: {Certificate("1")} -> {Certificate("3")}",
            $"certificate {Certificate("1")}: stays; it is there already",
            $"certificate {Certificate("4")} for HTTPS:443 of web: created; clients that ask for its names get it",
            $"certificate {Certificate("2")} from HTTPS:443 of web: deleted; clients that ask for its names get the default one; the "
                + $"certificate itself stays",
            $$"""To take it back: elb_modify_listener {"listenerArn":"{{ListenerArn}}","certificateArn":"{{Certificate("1")}}","removeCertificateArns":["{{Certificate("4")}}"],"addCertificateArns":["{{Certificate("2")}}"]}""",
        ], Lines(plan));
        Assert.Equal(Certificate("3"), Assert.Single(sent!.Certificates).CertificateArn);
        Assert.Null(sent.DefaultActions);
        await Client.Received(1).AddListenerCertificatesAsync(Arg.Is<AddListenerCertificatesRequest>(r =>
            r.Certificates.Single().CertificateArn == Certificate("4")), default);
        await Client.Received(1).RemoveListenerCertificatesAsync(Arg.Is<RemoveListenerCertificatesRequest>(r =>
            r.Certificates.Single().CertificateArn == Certificate("2")), default);
    }

    [Fact]
    public async Task The_default_certificate_is_replaced_and_not_removed()
    {
        var plan = await PlanAsync(ModifyListener.Tool,
            new { listenerArn = ListenerArn, removeCertificateArns = new[] { Certificate("1") } });
        Assert.Equal($"{Certificate("1")} is the default certificate; replace it with certificateArn.", Assert.Single(plan.Obstacles));
    }

    [Fact]
    public async Task A_default_certificate_that_is_not_chosen_by_name_is_added_to_stay()
    {
        Client.DescribeListenerCertificatesAsync(default!, default).ReturnsForAnyArgs(new DescribeListenerCertificatesResponse
        {
            Certificates = [new() { CertificateArn = Certificate("1"), IsDefault = true }],
        });
        var input = new { listenerArn = ListenerArn, certificateArn = Certificate("3"), addCertificateArns = new[] { Certificate("1") } };

        var plan = await PlanAsync(ModifyListener.Tool, input);
        await RunAsync(ModifyListener.Tool, input);

        Assert.Contains(
            $"certificate {Certificate("1")} for HTTPS:443 of web: created; clients that ask for its names get it", Lines(plan));
        // As the default it cannot be removed, so that the way back leaves it where it is.
        Assert.False(plan.Undo!.Arguments.TryGetProperty("removeCertificateArns", out _));
        await Client.Received(1).AddListenerCertificatesAsync(Arg.Is<AddListenerCertificatesRequest>(r =>
            r.Certificates.Single().CertificateArn == Certificate("1")), default);

        Assert.Contains("name it in addCertificateArns to keep it", Assert.Single((await PlanAsync(ModifyListener.Tool,
            new { listenerArn = ListenerArn, certificateArn = Certificate("3") })).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_in_and_stickiness_stay_when_the_weights_change()
    {
        var listener = Listener;
        listener.DefaultActions =
        [
            new()
            {
                Type = ActionTypeEnum.Forward,
                Order = 2,
                ForwardConfig = new()
                {
                    TargetGroups = [new() { TargetGroupArn = GroupArn, Weight = 9 }],
                    TargetGroupStickinessConfig = new() { Enabled = true, DurationSeconds = 600 },
                },
            },
            new() { Type = ActionTypeEnum.AuthenticateOidc, Order = 1,
                AuthenticateOidcConfig = new() { Issuer = "https://id.example.com" } },
        ];
        Client.DescribeListenersAsync(default!, default).ReturnsForAnyArgs(new DescribeListenersResponse { Listeners = [listener] });
        var input = new { listenerArn = ListenerArn, targetGroups = new Dictionary<string, int> { ["api"] = 1 } };

        var plan = await PlanAsync(ModifyListener.Tool, input);
        await RunAsync(ModifyListener.Tool, input);

        Assert.Equal("authenticate with OIDC (https://id.example.com), forward to api, sticky for 600 s", plan.Changes[0].To);
        // The same group: nothing is sent.
        Assert.Null(sent);

        await RunAsync(ModifyListener.Tool, new { listenerArn = ListenerArn, fixedStatus = 503 });
        var (login, answer) = (sent!.DefaultActions[0], sent.DefaultActions[1]);
        Assert.Equal((true, 1, 2, "503"),
            (login.AuthenticateOidcConfig.UseExistingClientSecret, login.Order, answer.Order, answer.FixedResponseConfig.StatusCode));
    }

    [Fact]
    public async Task A_shift_to_a_group_that_cannot_answer_is_warned_of_and_can_be_taken_back()
    {
        Targets([Target("i-1", 80, "unused"), Target("i-2", 80, "unused")]);

        var plan = await PlanAsync(ModifyListener.Tool,
            new { listenerArn = ListenerArn, targetGroups = new Dictionary<string, int> { ["api"] = 1 } });

        Assert.Equal("api has no healthy target (2 unused); AWS checks them once a load balancer uses the group.",
            Assert.Single(plan.Warnings));
        Assert.Equal("HTTPS:443 of web: default action: answer 404 -> forward to api", Lines(plan)[0]);
        Assert.Equal(("elb_modify_listener", $$"""{"listenerArn":"{{ListenerArn}}","fixedStatus":404}"""),
            (plan.Undo!.Tool, plan.Undo.Arguments.GetRawText()));
    }

    [Fact]
    public async Task An_action_without_arguments_of_its_own_has_no_way_back()
    {
        var listener = Listener;
        listener.DefaultActions = [new Action { Type = ActionTypeEnum.FixedResponse,
            FixedResponseConfig = new() { StatusCode = "200", ContentType = "text/html", MessageBody = "<p>" } }];
        Client.DescribeListenersAsync(default!, default).ReturnsForAnyArgs(new DescribeListenersResponse { Listeners = [listener] });

        Assert.NotNull((await PlanAsync(ModifyListener.Tool, new { listenerArn = ListenerArn, fixedStatus = 503 })).NoUndo);
    }

    [Fact]
    public async Task A_listener_in_clear_text_has_no_certificates()
    {
        var clear = Listener;
        (clear.Protocol, clear.Certificates) = (ProtocolEnum.HTTP, null);
        Client.DescribeListenersAsync(default!, default).ReturnsForAnyArgs(new DescribeListenersResponse { Listeners = [clear] });

        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(ModifyListener.Tool, new { listenerArn = ListenerArn, certificateArn = Certificate("1") }))).Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"fixedBody":"x"}""")]
    public async Task What_makes_no_sense_is_refused(string settings)
    {
        var input = System.Text.Json.Nodes.JsonNode.Parse(settings)!.AsObject();
        input["listenerArn"] = ListenerArn;

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyListener.Tool, input))).Code);
    }
}
