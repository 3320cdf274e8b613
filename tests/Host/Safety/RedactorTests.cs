using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Safety;

/// <summary>
/// What is secret goes, what is none stays: SAF-M12, SAF-L12, S3-A9a, S3-A9b, PUB-29, ANS-R1, ANS-R6. All texts are made up.
/// </summary>
public sealed class RedactorTests
{
    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE,hunter2UtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK1")]
    [InlineData("hunter2UtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK1 belongs to AKIAIOSFODNN7EXAMPLE")]
    [InlineData("AccessKeyId AKIAIOSFODNN7EXAMPLE\n\nSecret hunter2UtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK1")]
    [InlineData("Server=db;User=sa;Password=hunter2hunter2;")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hunter2hunter2hunter2==;EndpointSuffix=x")]
    [InlineData("Endpoint=sb://x/;SharedAccessKeyName=k;SharedAccessKey=hunter2=")]
    [InlineData("aws_secret_access_key = hunter2/hunter2+hunter2")]
    [InlineData("AWS_SESSION_TOKEN=\"hunter2 hunter2\"")]
    [InlineData("NPM_TOKEN=hunter2")]
    [InlineData("- {Key: DB_PASSWORD, Value: hunter2}")]
    [InlineData("{Key: DB_PASSWORD, Value: hunter2}")]
    [InlineData("{Value: hunter2, Key: DB_PASSWORD}")]
    [InlineData("export DEPLOY_PASS=hunter2;x")]
    [InlineData("DB_PW='hunter2'")]
    [InlineData("PGPASSWORD=hunter2 psql -h db")]
    [InlineData("//registry.example/:_authToken=hunter2")]
    [InlineData("spring.datasource.password=hunter2")]
    [InlineData("stripe.apiKey: hunter2")]
    [InlineData("Password: correct horse hunter2 battery")]
    [InlineData("password is set, password: hunter2")]
    [InlineData("password=a,hunter2;b")]
    [InlineData(":password => 'hunter2'")]
    [InlineData("{'token': 'hunter2'}")]
    [InlineData("token=hunter2&x=1")]
    [InlineData("mysql --user=app --password=hunter2")]
    [InlineData("deploy --api-key hunter2 --stage dev")]
    [InlineData("curl -u admin:hunter2 https://x.example")]
    [InlineData("machine x login y password hunter2")]
    [InlineData("ALTER USER app WITH PASSWORD 'hunter2'")]
    [InlineData("CREATE USER app IDENTIFIED BY 'hunter2'")]
    [InlineData("<add key=\"DbPassword\" value=\"hunter2\" />")]
    [InlineData("<db><Password>hunter2</Password></db>")]
    [InlineData("<wsse:Password Type=\"text\">hunter2</wsse:Password>")]
    [InlineData("Authorization: Bearer hunter2")]
    [InlineData("Authorization: Basic aHVudGVyhunter2==")]
    [InlineData("sent with Bearer hunter2hunter2")]
    [InlineData("Set-Cookie: session=hunter2; Path=/")]
    [InlineData("postgres://app:hunter2@db.example/x")]
    [InlineData("redis://:hunter2@cache.example:6379")]
    [InlineData("postgres://app:p@hunter2@db.example/x")]
    [InlineData("password = b\"hunter2\"")]
    [InlineData("connect(user=u'app', password=r'hunter2')")]
    [InlineData("var password = @\"hunter2\";")]
    [InlineData("EXEC sp @password = N'hunter2'")]
    [InlineData("DB_PASSWORD=$'hunter2'")]
    [InlineData("{\\\"password\\\": b\\\"hunter2\\\"}")]
    [InlineData("MYSQL_ROOT_PASSWORD \"hunter2\"")]
    [InlineData("postgres://app:hun/ter2/hunter2@db.example:5432/x")]
    [InlineData("amqps://app:a/hunter2@10.0.0.1/v?x=a@b")]
    [InlineData("redis://:x/hunter2@cache.example")]
    [InlineData("https://b.s3.amazonaws.com/k?X-Amz-Signature=hunter2&X-Amz-Expires=60")]
    [InlineData("https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=hunter2%3D&Expires=1")]
    [InlineData("https://a.blob.example/c?sv=2024&sig=hunter2%3D")]
    [InlineData("https://hooks.slack.com/services/T0/B0/hunter2")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----")]
    [InlineData("-----BEGIN PGP PRIVATE KEY BLOCK-----\nhunter2\n-----END PGP PRIVATE KEY BLOCK-----")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2 cut off")]
    [InlineData("{\"Name\":\"/prod/db/main\",\"Type\":\"SecureString\",\"Value\":\"hunter2\"}")]
    [InlineData("{\"Plaintext\":\"hunter2\",\"CiphertextBlob\":\"x\"}")]
    [InlineData("{\"kind\":\"Secret\",\"metadata\":{\"name\":\"x\"},\"data\":{\"db\":\"hunter2\",\"user\":\"hunter2\"}}")]
    [InlineData("data:\n  db: hunter2\n  user: hunter2\nkind: Secret")]
    [InlineData("DB_PASSWORD: \"hun\n  hunter2\"")]
    [InlineData("DB_PASSWORD:\n  hunter2")]
    [InlineData("variable \"db_password\" {\n  default = \"hunter2\"\n}")]
    [InlineData("password = <<EOT\nhunter2\nEOT")]
    [InlineData("password := \"hunter2\"")]
    [InlineData("password: str = \"hunter2\"")]
    [InlineData("password=\"\"\"hunter2\"\"\"")]
    [InlineData("os.environ[\"DB_PASSWORD\"] = \"hunter2\"")]
    [InlineData("setPassword(\"hunter2\")")]
    [InlineData("ENV DB_PASSWORD hunter2")]
    [InlineData("setx DB_PASSWORD hunter2")]
    [InlineData("aws configure set aws_secret_access_key hunter2")]
    [InlineData("docker login -u x -p hunter2 registry.example")]
    [InlineData("mysql -h db -u root -phunter2 shop")]
    [InlineData("sshpass -p 'hunter2' ssh x")]
    [InlineData("redis-cli -h x -a hunter2 ping")]
    [InlineData("echo 'root:hunter2' | chpasswd")]
    [InlineData("net user app hunter2 /add")]
    [InlineData("Secret access key: hunter2/hunter2")]
    [InlineData("API key = hunter2")]
    [InlineData("Pass phrase: hunter2")]
    [InlineData("The password is \"hunter2\".")]
    [InlineData("Your temporary password is hunter2!A9.")]
    [InlineData("<property name=\"db.password\">hunter2</property>")]
    [InlineData("<setting name='ApiKey'><value>hunter2</value></setting>")]
    [InlineData("<key>password</key><string>hunter2</string>")]
    [InlineData("<password><![CDATA[hunter2]]></password>")]
    [InlineData("user%3Da%26password%3Dhunter2%26x%3D1")]
    [InlineData("%7B%22password%22%3A%22hunter2%22%7D")]
    [InlineData("GRANT ALL ON *.* TO x IDENTIFIED BY \"hunter2\"")]
    [InlineData("SET PASSWORD FOR 'a'@'%' = PASSWORD('hunter2')")]
    [InlineData("STAGE,dev\nDB_PASSWORD,hunter2")]
    [InlineData("| DB_PASSWORD | hunter2 |")]
    [InlineData("[{\"op\":\"replace\",\"path\":\"/db/password\",\"value\":\"hunter2\"}]")]
    [InlineData("ENCRYPTION_KEY=hunter2")]
    [InlineData("STRIPE_KEY=hunter2")]
    [InlineData("{\"preSharedKey\":\"hunter2\",\"psk\":\"hunter2\"}")]
    [InlineData("x-amz-server-side-encryption-customer-key: hunter2")]
    [InlineData("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nhunter2\n---- END SSH2 ENCRYPTED PRIVATE KEY ----")]
    [InlineData("Private-Lines: 1\nhunter2\nPrivate-MAC: 12")]
    [InlineData("machine x login y account z password hunter2")]
    [InlineData("Password for admin: hunter2")]
    [InlineData("12:00 INFO password for user 'admin': hunter2")]
    [InlineData("[sudo] password for deploy: hunter2")]
    [InlineData("The password of the new account: correct hunter2 battery")]
    [InlineData("Password for admin is hunter2!A9.")]
    [InlineData("Password for admin = \"hunter2\"")]
    [InlineData("Password (admin): hunter2")]
    [InlineData("API key for staging: hunter2")]
    [InlineData("Your access key of the billing account (prod) : hunter2")]
    [InlineData("the access token for CI is hunter2hunter2")]
    [InlineData("admin password -> hunter2!A9")]
    [InlineData("`hunter2` is the new password")]
    [InlineData("hunter2A9 is your temporary password, change it")]
    [InlineData("{\"note\":\"Password for admin: hunter2\"}")]
    [InlineData("define('DB_PASSWORD', 'hunter2');")]
    [InlineData("os.environ.setdefault(\"DB_PASSWORD\", \"hunter2\")")]
    [InlineData("System.setProperty(\"db.password\", \"hunter2\");")]
    [InlineData(".header(\"X-Api-Key\", \"hunter2\")")]
    [InlineData("ENV[\"DB_PASSWORD\"] ||= \"hunter2\"")]
    [InlineData("DB_PASSWORD ?= hunter2")]
    [InlineData("keytool -storepass hunter2 -keypass hunter2 -list")]
    [InlineData("influx -username a -password hunter2")]
    [InlineData("mongosh -u admin -p hunter2 db")]
    [InlineData("az login --service-principal -u x -p hunter2 --tenant y")]
    [InlineData("useradd -m -p hunter2 bob")]
    [InlineData("7z a -phunter2 x.7z y")]
    [InlineData("sqlcmd -S h -U sa -P hunter2")]
    [InlineData("ssh-keygen -t ed25519 -N hunter2 -f x")]
    [InlineData("openssl enc -aes-256-cbc -k hunter2 -in a")]
    [InlineData("smbclient //h/s -U user%hunter2")]
    [InlineData("sqlplus -s scott/hunter2@db")]
    [InlineData("rabbitmqctl add_user app hunter2")]
    [InlineData("htpasswd -bc .htpasswd app hunter2")]
    [InlineData("net use z: \\\\h\\s hunter2 /user:x")]
    [InlineData("ConvertTo-SecureString 'hunter2' -AsPlainText -Force")]
    [InlineData("echo hunter2 | docker login -u x --password-stdin")]
    [InlineData("echo 'hunter2' | sudo -S ls")]
    [InlineData("db.example.com:5432:shop:app:hunter2")]
    [InlineData("*:*:*:app:hunter2\n")]
    [InlineData("admin:$apr1$abcdefgh$hunter2hunter2hunter2")]
    [InlineData("$P$Bhunter2hunter2hunter2hunter2")]
    [InlineData("https://discord.com/api/webhooks/123456789012345678/hunter2hunter2")]
    [InlineData("https://acme.webhook.office.com/webhookb2/hunter2@x/IncomingWebhook/y/z")]
    [InlineData("https://api.telegram.org/bot123456789:AAhunter2hunter2/sendMessage")]
    public void Secrets_in_text_go(string text) => Assert.DoesNotContain("hunter2", Redactor.Clean(text), StringComparison.Ordinal);

    // Put together here, so that no scanner takes this file for a leak.
    public static TheoryData<string> Forms => new(
        "gh" + "p_hunter2hunter2hunter2", "gh" + "o_hunter2hunter2hunter2", "gh" + "s_hunter2hunter2hunter2",
        "github" + "_pat_hunter2_hunter2hunter2",
        "gl" + "pat-hunter2hunter2hunter2", "sk" + "_live_hunter2hunter2", "rk" + "_live_hunter2hunter2",
        "whsec" + "_hunter2hunter2hunter2",
        "xox" + "b-1234-hunter2hunter2", "xox" + "p-1234-hunter2hunter2", "npm" + "_hunter2hunter2hunter2hunter2hunter2",
        "sk-" + "proj-Hunter2hunter2hunter2hunter2",
        "hvs" + ".hunter2hunter2hunter2", "SG" + ".hunter2hunter2hunter2.hunter2hunter2hunter2",
        "AIza" + "hunter2hunter2hunter2hunter2hunter2",
        "ey" + "Jhunter2hunter2.eyJhunter2hunter2.hunter2-hunter2", "IQo" + "J" + string.Concat(Enumerable.Repeat("hunter2/+A", 10)),
        "Fwo" + "GZXIvYXdzE" + string.Concat(Enumerable.Repeat("hunter2/+A", 10)), "$2b$12$" + "hunter2hunter2hunter2hunter2",
        "gsk" + "_hunter2hunter2hunter2hunter2hunter2hunter2hunter2", "tskey" + "-auth-hunter2CNTRL-hunter2hunter2hunter2",
        "sb" + "_secret_hunter2hunter2hunter2", "dp" + ".pt.hunter2hunter2hunter2hunter2hunter2hunter2",
        "figd" + "_hunter2hunter2hunter2", "ntn" + "_hunter2hunter2hunter2hunter2hunter2", "ATBB" + "hunter2hunter2hunter2hunter2",
        "AKCp" + "8hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2", "nfp" + "_hunter2hunter2hunter2hunter2hunter2",
        "sq0" + "csp-hunter2hunter2hunter2hunter2", "pscale" + "_tkn_hunter2hunter2hunter2hunter2hunter2",
        "sntry" + "u_hunter2hunter2hunter2hunter2hunter2hunter2",
        "glc" + "_eyJhunter2hunter2hunter2", "1//" + "0ghunter2hunter2hunter2hunter2hunter2",
        "phx" + "_hunter2hunter2hunter2hunter2hunter2hunter2hunter2", "xai" + "-" + string.Concat(Enumerable.Repeat("hunter2", 10)),
        "pplx" + "-hunter2hunter2hunter2hunter2hunter2hunter2hunter2", "r8" + "_hunter2hunter2hunter2hunter2hunter2ab",
        "oy2" + "hunter2hunter2hunter2hunter2hunter2hunter2h", "123456789" + ":AAhunter2hunter2hunter2hunter2hunte",
        "sgp" + "_hunter2hunter2hunter2hunter2hunter2hunter2", "tfp" + "_hunter2hunter2hunter2hunter2hunter2hunter2");

    [Theory]
    [MemberData(nameof(Forms))]
    public void Secrets_are_known_by_their_form_wherever_they_stand(string secret)
    {
        foreach (var text in new[] { secret, $"clone with {secret}.", $"\"{secret}\"", $"{{\"note\":\"{secret}\"}}", $"a={secret}\nb=1" })
            Assert.DoesNotContain("hunter2", Redactor.Clean(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"secretAccessKey":"hunter2hunter2"}""")]
    [InlineData("""{"db":{"password":"hun\"hunter2"}}""")]
    [InlineData("""{"DbPassword":{"Type":"String","Default":"hunter2"}}""")]
    [InlineData("""{"ApiKey":{"Value":"hunter2"}}""")]
    [InlineData("""{"env":[{"name":"DB_PASSWORD","value":"hunter2"}]}""")]
    [InlineData("""{"env":[{"value":"hunter2","name":"DB_PASSWORD"}]}""")]
    [InlineData("""{"tokens":[{"accessToken":["hunter2"]}]}""")]
    [InlineData("""{"headers":{"Authorization":"Bearer hunter2"}}""")]
    public void Secrets_in_JSON_go_however_it_is_wrapped(string json)
    {
        var escaped = JsonSerializer.Serialize(json);
        var twice = JsonSerializer.Serialize(escaped);
        var relaxed = JsonValue.Create(json)!.ToJsonString(HostJson.Relaxed);
        string[] texts =
        [
            json, $"12:00 INF got {json} from x", $"{json}\n{json}", escaped, $"sent: {escaped}", $"sent {{\"text\":{escaped}}} at once",
            $"sent {twice}",
            relaxed, $"sent {{\"text\":{relaxed}}}", JsonNode.Parse(json)!.ToJsonString(new() { WriteIndented = true }),
            $"It is\n{JsonNode.Parse(json)!.ToJsonString(new() { WriteIndented = true })}\nnow",
            $"{json[..^1]}", // cut off
        ];

        Assert.All(texts, text => Assert.DoesNotContain("hunter2", Redactor.Clean(text), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("The instance i-0abc is running in subnet-0def.")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/queue")]
    [InlineData("https://npm.example:8443/@scope/package@1.2.3")]
    [InlineData("http://localhost:${PORT}/users/@me")]
    [InlineData("mongodb://a.example:27017,b.example:27017/db?email=me@example.com")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf")]
    [InlineData("secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf")]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("The password must have at least 8 characters.")]
    [InlineData("Password: must have at least 8 characters")]
    [InlineData("at Infra.Core.Safety.Credentials.FindAsync() in /src/Host/Core/Safety/Credentials.cs:line 73")]
    [InlineData("at load (/app/secrets.js:12:5)")]
    [InlineData("- {Key: PASSWORD_MIN_LENGTH, Value: 12}")]
    [InlineData("{Key: PASSWORD_MIN_LENGTH, Value: 12}")]
    [InlineData("/aws/lambda/ProcessIncomingOrdersV2Prod1")]
    [InlineData("reports/2026/November/SalesByRegionEMEA1")]
    [InlineData("hunter2UtnFEMIxK7MDENGxbPxRfiCYEXAMPLEK1")]
    [InlineData("PASSWORD_MIN_LENGTH: 12")]
    [InlineData("PASSWORD_MIN_LENGTH=12\nsecret_rotation=30\nTOKEN_TTL=3600")]
    [InlineData("nextToken=AAAA1234 clientRequestToken=x pageToken: y")]
    [InlineData("MetadataHttpTokens: required")]
    [InlineData("ApiKeyParameter = /shop/api-key")]
    [InlineData("DB_PASSWORD=${DB_PASSWORD}")]
    [InlineData("password = \"{{resolve:ssm-secure:/shop/db:1}}\"")]
    [InlineData("postgres://app:${Password}@db.example/x")]
    [InlineData("""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:GetSecretValue"],"Condition":{"StringEquals":{"secretsmanager:ResourceTag/team":"shop","aws:PrincipalTag/secret-reader":"yes","aws:RequestTag/api-key":"x","iam:ResourceTag/secret":"y"}}}]}
        """)]
    [InlineData("pypi-mirror-prod-artifacts-eu-west-1 sk-learn-models-for-the-shop-in-production")]
    [InlineData("Basic authentication and Bearer tokens are refused")]
    [InlineData("""{"Ref":"DbPassword"}""")]
    [InlineData("""
        {"MasterUserPassword":{"Fn::Sub":"{{resolve:secretsmanager:${S}:SecretString:password}}"},"ManageMasterUserPassword":false}
        """)]
    [InlineData("""{"MasterUserPassword":{"Ref":"DbPassword"},"Length":{"PasswordLength":16}}""")]
    [InlineData("{\"Resource\":\"arn:aws:secretsmanager:*:*:secret:db-*\"}")]
    [InlineData("{\"Fn::Join\":[\"\",[\"arn:aws:secretsmanager:\",{\"Ref\":\"AWS::Region\"},\":secret:shop/*\"]]}")]
    [InlineData("Resource: arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:db-*")]
    [InlineData("key-0abcdef1234567890abcdef1234567890ab")]
    [InlineData("ERROR: Invalid token: unexpected end of file at line 3")]
    [InlineData("Unexpected token: '}', line 3")]
    [InlineData("the password was changed 2026-01-01 by root")]
    [InlineData("{\"authorization\":\"COGNITO_USER_POOLS\"}")]
    [InlineData("{\"credentials\":\"environment\"}")]
    [InlineData("{\"name\":\"password_encryption\",\"value\":\"scram-sha-256\"}")]
    [InlineData("{\"name\":\"default_password_lifetime\",\"value\":\"360\"}")]
    [InlineData("{\"name\":\"rds.restrict_password_commands\",\"value\":\"0\"}")]
    [InlineData("{\"metricName\":\"FailedPasswordAttempts\",\"value\":17123}")]
    [InlineData("{\"tokenValidityUnits\":{\"accessToken\":\"hours\"},\"refreshTokenValidity\":3600}")]
    [InlineData("{\"pass\":3,\"fail\":2,\"secrets\":120}")]
    [InlineData("Secrets: 120")]
    [InlineData("{\"encryptionKey\":{\"id\":\"arn:aws:kms:eu-west-1:1:key/abc\",\"type\":\"KMS\"},\"masterKeySpec\":\"SYMMETRIC_DEFAULT\"}")]
    [InlineData("Primary key: id")]
    [InlineData("mysql -u root -h db -P 3306 shop")]
    [InlineData("mkdir -p /opt/tokens; psql -p 5432 -U app; env LANG C")]
    [InlineData("getSecretValue(\"db-main\"); setName(\"web\")")]
    [InlineData("redirect_uri=https%3A%2F%2Fexample.com%2Ftoken%3Fname%3Dweb")]
    [InlineData("DB_PASSWORD, MODE, DB_HOST")]
    [InlineData("DB_PASSWORD, MODE")]
    [InlineData("kind: ConfigMap\ndata:\n  stage: dev")]
    [InlineData("<key>Name</key><string>web</string>")]
    [InlineData("returns a secret, where the module has `\"secrets\": true`.")]
    [InlineData("permissions:\n  id-token: write\n  contents: read")]
    [InlineData("Task GetAsync(CancellationToken cancellationToken = default);")]
    [InlineData("Password for admin: must be changed at the next sign-in")]
    [InlineData("Password for user postgres: \npsql: error: the connection was refused")]
    [InlineData("[sudo] password for root: Sorry, try again.")]
    [InlineData("Password (again):")]
    [InlineData("The password policy for admins: strict and long")]
    [InlineData("Secrets of the shop: db-main, mail")]
    [InlineData("Password for admin: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf")]
    [InlineData("API keys for staging: 3 of them are used")]
    [InlineData("Token for the next page: none")]
    [InlineData("the key for sorting: createdAt, then id")]
    [InlineData("The access token for CI is valid for an hour.")]
    [InlineData("A long sentence is the password for nothing")]
    [InlineData("db-prod-1 is the password store of the shop, and ws-2026 is your new password policy.")]
    [InlineData("def ask(prompt='Password: ',\n        stream=None):\n    pass")]
    [InlineData("curl -H \"Authorization: Bearer $(cat token)\" https://example.com")]
    [InlineData("pick(\"password\", \"token\")")]
    [InlineData("mkdir -p /srv/app && psql -p 5432")]
    [InlineData("mongosh -u admin -p --host db")]
    [InlineData("arn:aws:logs:eu-west-1:*:log-group")]
    [InlineData("GET /a?b=1//0 re_start sk_buff dp.pt pat-eu1 key: re_try_later_again_and_again")]
    [InlineData("echo done | docker build -")]
    [InlineData("a ?= b, c += 1, x ||= y")]
    [InlineData("Costs $100, then $200 a month.")]
    [InlineData("grep -n token -k 2")]
    public void What_is_no_secret_stays(string text)
    {
        Assert.Equal(text, Redactor.Clean(text));
        Assert.Equal(text, Redactor.Clean(JsonValue.Create(text))!.GetValue<string>());
    }

    private const string Template = """
        Parameters:
          DBPassword:
            Type: String
            NoEcho: true
            MinLength: 8
            Description: The password of the database.
          ApiKey:
            Type: AWS::SSM::Parameter::Value<String>
            Default: /shop/api-key
        Resources:
          DbSecret:
            Type: AWS::SecretsManager::Secret
            Properties:
              Description: For the database
              GenerateSecretString:
                SecretStringTemplate: '{"username": "app"}'
                GenerateStringKey: password
                PasswordLength: 32
          Db:
            Type: AWS::RDS::DBInstance
            Properties:
              MasterUserPassword: !Ref DBPassword
              ManageMasterUserPassword: false
              Environment:
                DB_PASSWORD: !Sub '{{resolve:secretsmanager:${DbSecret}:SecretString:password}}'
                PASSWORD_MIN_LENGTH: 12
        Outputs:
          DatabaseSecret:
            Value: !Ref DbSecret
            Export:
              Name: shop-secret
        """;

    [Fact]
    public void A_template_stays_as_it_is() => Assert.Equal(Template, Redactor.Clean(Template)); // S3-A9a

    [Fact]
    public void Secrets_in_a_template_go_and_nothing_else()
    {
        const string yaml = """
            Parameters:
              DbPassword:
                Type: String
                Default: hunter2
              Pin:
                NoEcho: true
                Default: hunter2-too
              Stage:
                Default: dev
            Env:
              - Name: API_KEY
                Value: hunter2
              - Name: STAGE
                Value: dev
            Outputs:
              ApiKey:
                Value: hunter2
                Description: A key.
              Flow: {ApiToken: {Value: hunter2, Description: short}, Stage: dev}
            Key:
              private_key: |
                hunter2 line
                hunter2 line
              stage: dev
            passwords:
              - hunter2
              - "hunter2, too"
            """;

        var clean = Redactor.Clean(yaml);

        Assert.DoesNotContain("hunter2", clean, StringComparison.Ordinal);
        Assert.Equal(yaml.Split('\n').Length, clean.Split('\n').Length);
        foreach (var (before, after) in yaml.Split('\n').Zip(clean.Split('\n')))
            if (!before.Contains("hunter2", StringComparison.Ordinal)) Assert.Equal(before, after);
        Assert.Contains("Description: short}, Stage: dev}", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password", "secretMessage", "apiKeyAndroid", "API_KEY", "db-password", "masterUserPassword", "DbPassword2",
        "secretAccessKey", "keyMaterial",
        "connectionString", "x-api-key", "NPM_TOKEN", "token", "accessTokens", "PGPASSWORD", "clientsecret", "dbPass", "Authorization",
        "userData", "private_key",
        "/shop/db/password", "secretString", "passwordFileContent", "client_token", "SigningKey", "company:db-password")]
    public void Names_of_secrets_are_known_by_their_words(params string[] names) =>
        Assert.All(names, n => Assert.Equal(NameSays.Secret, SecretNames.Judge(n)));

    [Theory]
    [InlineData("secretArn", "passwordPolicy", "tokenCount", "keyName", "secretRotationDays", "passwordLastUsedAt", "nextToken",
        "clientToken", "continuationToken",
        "accessKeyId", "secretName", "PASSWORD_MIN_LENGTH", "secret_rotation", "metadataTokens", "httpTokens", "kmsKeyId", "hasUserData",
        "manageMasterUserPassword",
        "passwordResetRequired", "key", "name", "compass", "bypass", "keyboard", "secretsmanager:ResourceTag/team",
        "aws:PrincipalTag/secret-reader",
        "masterSecretArn", "tokens", "maxTokens", "passage", "authType", "secretsManager", "valueFrom", "urlAuthType", "bucketKey",
        "partitionKey")]
    public void Names_of_other_things_are_none(params string[] names) => Assert.All(names, n => Assert.False(SecretNames.IsSecret(n), n));

    [Fact]
    public void A_telling_name_holds_for_all_that_lies_under_it()
    {
        var json = JsonNode.Parse("""
            {
              "masterUserPassword": "hunter2", "masterUserSecret": { "secretArn": "arn:x", "kmsKeyId": "k1" }, "nextToken": "t1", "secretStatus": "active",
              "environment": { "API_KEY": "hunter2", "STAGE": "dev" }, "variables": [ { "name": "DB_PASSWORD", "value": "hunter2" }, { "name": "STAGE", "value": "dev" } ],
              "passwords": ["hunter2"], "passwordLastUsed": "2026-01-01T00:00:00Z", "keyMaterial": "hunter2", "pins": { "password": 1234567 },
              "Parameters": { "DbPassword": { "Type": "String", "MinLength": 8, "Default": "hunter2" }, "Pw": { "NoEcho": true, "Default": "hunter2" } },
              "outputs": [ { "outputKey": "ApiKey", "outputValue": "hunter2" }, { "outputKey": "SecretArn", "outputValue": "arn:aws:y" } ],
              "changes": [ { "resource": "db-1", "property": "masterPassword", "from": null, "to": "hunter2" } ],
              "keys": { "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "other": "hunter2UtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK1" }, "secretCount": 3, "tokens": 4096,
              "text": "{\"db\":{\"password\":\"hunter2\"},\"ratio\":1.10}"
            }
            """);

        var text = Redactor.Clean(json, out var taken)!.ToJsonString(HostJson.Relaxed);

        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", text, StringComparison.Ordinal);
        Assert.All(["arn:x", "k1", "t1", "active", "dev", "2026-01-01", "arn:aws:y", "String", ":8", "db-1", "AKIAIOSFODNN7EXAMPLE", ":3",
            "4096", "1.10"],
            kept => Assert.Contains(kept, text, StringComparison.Ordinal));
        Assert.Equal(12, taken);
    }

    [Fact]
    public void The_login_of_a_registry_goes_and_other_words_by_that_name_stay() => Assert.Equal(
        """{"a":{"auth":"[redacted]"},"b":{"auth":"none"}}""",
        Redactor.Clean("""{"a":{"auth":"cm9vdDpodW50ZXIyaHVudGVyMg=="},"b":{"auth":"none"}}"""));

    [Theory]
    [InlineData("parameter DbPassword", "hunter2", "hunter3", true)]
    [InlineData("parameter DbPassword", null, "(hidden)", true)]
    [InlineData("parameter InstanceType", "t3.micro", "t3.small", false)]
    [InlineData("/shop/db/password", "version 1", "version 2", false)]
    public void A_plan_tells_no_values_of_a_parameter_that_is_called_a_secret(string resource, string? from, string to, bool hides)
    {
        var change = new JsonObject { ["kind"] = "change", ["resource"] = resource, ["property"] = "value", ["from"] = from, ["to"] = to };

        var clean = Redactor.Clean(change)!.AsObject();

        Assert.Equal(resource, (string?)clean["resource"]);
        Assert.DoesNotContain("hunter", clean.ToJsonString(), StringComparison.Ordinal);
        if (!hides) Assert.Equal((from, to), ((string?)clean["from"], (string?)clean["to"]));
    }

    [Fact]
    public void What_the_host_made_stays()
    {
        var cursor = Convert.ToBase64String(Enumerable.Range(0, 30).Select(i => (byte)(i * 37)).ToArray());
        Assert.Equal(40, cursor.Length);
        var page = new JsonObject { ["items"] = new JsonArray(cursor), ["nextCursor"] = cursor, ["password"] = "code-1234" };

        Redactor.Result(page, out var taken, "nextCursor", "password");

        Assert.Equal(0, taken);
        Assert.Equal(cursor, page["nextCursor"]!.GetValue<string>()); // ANS-R1
        Assert.Equal("code-1234", page["password"]!.GetValue<string>());
    }

    [Fact]
    public void Cleaning_twice_changes_nothing_more()
    {
        var once = Redactor.Clean("db_password=hunter2, AWS_SESSION_TOKEN=\"hunter2\" {\"apiKey\":\"hunter2\",\"secret\":[\"hunter2\"]}");

        Assert.Equal(once, Redactor.Clean(once));
    }

    [Theory]
    [InlineData("""{"a":{"password":"hunter2","password":"hunter2"},"b":1}""")]
    [InlineData("""{"password":"hunter2","password":"hunter2","b":1}""")]
    [InlineData("""{"list":[{"name":"x","name":"DB_PASSWORD","value":"hunter2"}]}""")]
    public void A_key_that_stands_twice_is_held_as_text(string json) // SAF-L12
    {
        var clean = Redactor.Clean(JsonObject.Create(JsonElement.Parse(json)))!.ToJsonString();

        Assert.DoesNotContain("hunter2", clean, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Redactor.Clean(json), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_call_knows_to_be_secret_goes_whatever_its_name_until_the_call_ends() // SAF-M12, ANS-R6
    {
        const string secret = "Tr\"ee<house>/7";
        string[] texts =
        [
            secret, $"said {secret}.", JsonSerializer.Serialize(new { note = secret }),
            JsonSerializer.Serialize(JsonSerializer.Serialize(secret)), HostJson.Text(JsonValue.Create(secret)!)
        ];
        var secrets = new CallSecrets();
        using (secrets)
        {
            secrets.Add(secret);
            secrets.Add("short");
            secrets.AddResult(JsonElement.Parse(
                """{"accessKeyId":"AKIAIOSFODNN7EXAMPLE","userName":"deploy","value":"swordfish","tags":{"a":"b"}}"""));

            Assert.All(texts, t => Assert.DoesNotContain("house", Redactor.Clean(t), StringComparison.Ordinal));
            Assert.Equal("short [redacted] deploy", Redactor.Clean("short swordfish deploy"));
            Assert.Equal("""{"note":"[redacted]"}""", Redactor.Clean(new JsonObject { ["note"] = secret })!.ToJsonString());
            Assert.Equal("swordfish", Redactor.Result(JsonValue.Create("swordfish"), out _)!.GetValue<string>());
        }

        Assert.Equal("swordfish", Redactor.Clean("swordfish"));
    }

    [Fact]
    public void Arguments_of_the_format_password_are_hidden_and_remembered_at_any_depth()
    {
        var schema = JsonElement.Parse("""
            { "type": "object", "properties": {
                "name": { "type": "string" },
                "variables": { "type": "object", "additionalProperties": { "type": "string" }, "format": "password" },
                "users": { "type": "array", "items": { "type": "object", "properties": { "login": { "type": "string" }, "word": { "type": "string", "format": "password" } } } } } }
            """);
        var arguments = JsonNode.Parse("""{"name":"db","variables":{"A":"swordfish"},"users":[{"login":"bob","word":"marlin-42"}]}""")!;
        using var secrets = new CallSecrets();

        secrets.Hide(schema, arguments);

        Assert.Equal("""{"name":"db","variables":"[redacted]","users":[{"login":"bob","word":"[redacted]"}]}""", arguments.ToJsonString());
        Assert.Equal("[redacted] [redacted] bob", Redactor.Clean("swordfish marlin-42 bob"));
    }

    [Fact]
    public void A_write_that_holds_the_mark_is_refused_by_the_name_of_the_argument() // S3-A9c
    {
        Assert.StartsWith("'rules[1].to' holds [redacted]",
            Redactor.Refusal(JsonElement.Parse("""{"a":"x","rules":["y",{"to":"db_password=[redacted], x"}]}""")),
            StringComparison.Ordinal);
        Assert.StartsWith("'tags.", Redactor.Refusal(JsonElement.Parse("""{"tags":{"[redacted]":"y"}}""")), StringComparison.Ordinal);
        Assert.Null(Redactor.Refusal(JsonElement.Parse("""{"a":"redacted","b":["[ redacted ]"]}""")));
    }

    public static TheoryData<string> Hostile => new(
        "password", "password=", "password=\"", "password=\\\"", "\\u0022password\\u0022:\\u0022", "{\"password\":[", "a=", "a:", "://a:",
        "eyJaaaaaaaa.",
        "AKIAIOSFODNN7EXAMPLE ", "-----BEGIN PRIVATE KEY-----", "<password>", "--password ", "name=password ", "a: {\n", " ",
        "\\", "Bearer ",
        "curl -u ", "sk-", "password: |\n ", "x-y_z.", "\"", "IQoJ", "-----BEGIN ", "Signature=", "jdbc:oracle:a:",
        "login x password ", "/a", "docker login ", "mysql ", "mysql -p", "password is ", "password for a ", "password (a ", "password for a:", "aaaaaa1 is the ", "a%3D", "setX(\"", "env a ",
        "---\n",
        "variable \"a\" {\n", "<a name=\"password\">", "password: \"\n ", "A_KEY,", "kind: Secret\n", "password=<<EOT\n",
        "Private-Lines: 1",
        "api key: ", "echo a:", "net user a ", "password=\"\"\"", "x[\"password\"]=\"", "---- BEGIN PRIVATE KEY ----",
        "f('a', '", "echo a ", "-password ", "sqlplus a", "net use a ", "htpasswd -b a ", "a:5432:", "0123456789:AA", "1//0", "$a$", "mongo -u ",
        "ENV |||||", "sk_a", "discord.com/api/webhooks/");

    // A text of 300,000 characters takes parts of a second; where each part is looked at again for each other, it takes hours.
    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task No_text_takes_much_longer_than_its_length(string unit) =>
        await Task.Run(() => Redactor.Clean("password=hunter2 " + string.Concat(Enumerable.Repeat(unit, 300_000 / unit.Length))))
            .WaitAsync(TimeSpan.FromMinutes(1));
}
