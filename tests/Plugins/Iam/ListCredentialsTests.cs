using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListCredentialsTests : IamToolTest
{
    [Theory]
    [InlineData(null, 3)]
    [InlineData("no-mfa", 2)]
    [InlineData("old-key", 1)]
    [InlineData("unused-key", 1)]
    [InlineData("root-key", 0)]
    public async Task The_report_is_read_when_it_is_made_and_rows_are_chosen_by_risk(string? risk, int rows)
    {
        Client.GenerateCredentialReportAsync(default(GenerateCredentialReportRequest)!, default).ReturnsForAnyArgs(
            new GenerateCredentialReportResponse { State = "STARTED" }, new GenerateCredentialReportResponse { State = "COMPLETE" });
        var old = $"{Ago(400):yyyy-MM-ddTHH:mm:ss+00:00}";
        Client.GetCredentialReportAsync(default(GetCredentialReportRequest)!, default)
            .ReturnsForAnyArgs(_ => new GetCredentialReportResponse
            {
                GeneratedTime = Ago(0),
                Content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"""
                user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date
                <root_account>,arn:aws:iam::123456789012:root,{old},not_supported,{old},not_supported,not_supported,false,false,N/A,N/A,false,N/A,N/A
                alice,arn:aws:iam::123456789012:user/alice,{old},true,no_information,{old},N/A,false,false,N/A,N/A,false,N/A,N/A
                robot,arn:aws:iam::123456789012:user/robot,{old},false,N/A,N/A,N/A,false,true,{old},N/A,false,N/A,N/A
                """)),
            });

        var page = await RunAsync(ListCredentials.Tool, risk is null ? new { } : new { risk });

        Assert.Equal(rows, page.GetProperty("items").GetArrayLength());
        if (risk == "old-key") Assert.Equal("400 days old, never used", page.GetProperty("items")[0].GetProperty("keys")[0].GetString());
    }

    [Fact]
    public async Task A_comma_in_a_name_moves_no_column()
    {
        Client.GenerateCredentialReportAsync(default(GenerateCredentialReportRequest)!, default)
            .ReturnsForAnyArgs(new GenerateCredentialReportResponse { State = "COMPLETE" });
        Client.GetCredentialReportAsync(default(GetCredentialReportRequest)!, default).ReturnsForAnyArgs(new GetCredentialReportResponse
        {
            GeneratedTime = Ago(0),
            Content = new MemoryStream("""
                user,arn,user_creation_time,password_enabled,password_last_used,mfa_active
                doe,john,arn:aws:iam::123456789012:user/doe,john,2026-01-01T00:00:00+00:00,true,no_information,true
                """u8.ToArray()),
        });

        var row = (await RunAsync(ListCredentials.Tool, new { })).GetProperty("items")[0];

        Assert.Equal(("doe,john", true, true),
            (row.GetProperty("user").GetString(), row.GetProperty("password").GetBoolean(), row.GetProperty("mfa").GetBoolean()));
    }
}
