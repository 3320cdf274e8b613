using System.Net;
using System.Text.RegularExpressions;

namespace Infra.Aws;

/// <summary>What an error of AWS means and what helps. <see cref="AwsErrorTable"/> says which codes mean it.</summary>
/// <param name="Name">A name for documents.</param>
/// <param name="Code">The contract's code.</param>
/// <param name="Means">What happened, in one sentence.</param>
/// <param name="Hint">What to do next; null where the classifier makes it from the answer, or AWS's own message is enough.</param>
public sealed record AwsErrorMeaning(string Name, ToolErrorCode Code, string Means, string? Hint = null);

/// <summary>
/// The error codes of AWS as data. Exact codes come first, then families of codes, then the HTTP status. An exact code may be limited
/// to one service (<c>IAM/FeatureDisabled</c>) where services use one word for different things.
/// </summary>
public static partial class AwsErrorTable
{
    private const string NoQuota = "A quota increase does not help.";

    /// <summary>The session, or the token of the keys, has expired.</summary>
    public static readonly AwsErrorMeaning Expired = new("Expired session", ToolErrorCode.CredentialsExpired,
        "The session of the credentials has expired.");

    /// <summary>AWS does not know the keys; a region that the account has not enabled answers the same.</summary>
    public static readonly AwsErrorMeaning InvalidKeys = new("Unknown keys", ToolErrorCode.CredentialsExpired,
        "AWS does not know the access key, or the region is not enabled in the account.");

    /// <summary>The signature is not the one that AWS calculates.</summary>
    public static readonly AwsErrorMeaning Signature = new("Wrong signature", ToolErrorCode.CredentialsExpired,
        "The signature does not match: the secret key is wrong, or something between this machine and AWS changes requests.");

    /// <summary>The machine's clock differs too much from that of AWS.</summary>
    public static readonly AwsErrorMeaning Clock = new("Wrong clock", ToolErrorCode.Unavailable,
        "The clock of this machine differs too much from that of AWS.");

    /// <summary>A policy does not allow the action, or denies it.</summary>
    public static readonly AwsErrorMeaning Denied = new("Denied", ToolErrorCode.AccessDenied,
        "A policy does not allow the caller this action, or denies it.");

    /// <summary>The resource belongs to another account or to a service.</summary>
    public static readonly AwsErrorMeaning NotYours = new("Not yours", ToolErrorCode.AccessDenied,
        "The resource belongs to another account, or an AWS service manages it.",
        "The resource belongs to another account or is managed by an AWS service (for example a NAT gateway or a load balancer). "
        + "Its owner must share it, or change it there.");

    /// <summary>Terms must be accepted or a service subscribed to first.</summary>
    public static readonly AwsErrorMeaning Subscription = new("Subscription needed", ToolErrorCode.AccessDenied,
        "The account must accept the terms of a product, or subscribe to a service, first.");

    /// <summary>The KMS key cannot be used by the caller.</summary>
    public static readonly AwsErrorMeaning KeyDenied = new("KMS key denied", ToolErrorCode.AccessDenied,
        "The KMS key may not be used by the caller or the service.",
        "Check the key's policy and the caller's kms:Decrypt, kms:GenerateDataKey and kms:CreateGrant.");

    /// <summary>The KMS key is disabled or pending deletion.</summary>
    public static readonly AwsErrorMeaning KeyState = new("KMS key unusable", ToolErrorCode.Conflict,
        "The KMS key is disabled, pending deletion or otherwise unusable.",
        "Enable the KMS key, or cancel its deletion, then call again.");

    /// <summary>AWS limits the rate of calls.</summary>
    public static readonly AwsErrorMeaning Throttled = new("Throttled", ToolErrorCode.Throttled,
        "AWS limits the rate of calls; nothing was done.",
        "AWS limits the rate of calls. Wait a little, then call again with fewer calls at once.");

    /// <summary>AWS itself has no capacity left.</summary>
    public static readonly AwsErrorMeaning Capacity = new("No capacity", ToolErrorCode.Unavailable,
        "AWS has no capacity of this kind in the zone or region at present.",
        $"AWS has no capacity of this kind there at present. Try another availability zone, another type or size, "
        + $"or another time. {NoQuota}");

    /// <summary>A quota of the account is used up.</summary>
    public static readonly AwsErrorMeaning Quota = new("Quota", ToolErrorCode.LimitExceeded, "A quota of the account is used up.",
        "A quota of the account is used up. Delete resources that are not needed, or ask for more in Service Quotas.");

    /// <summary>A limit that nothing raises.</summary>
    public static readonly AwsErrorMeaning FixedLimit = new("Fixed limit", ToolErrorCode.LimitExceeded,
        "A limit that Service Quotas cannot raise is reached.",
        $"This limit is fixed by the instance type, the resource or the service. {NoQuota}");

    /// <summary>A subnet has no free addresses.</summary>
    public static readonly AwsErrorMeaning Addresses = new("Subnet full", ToolErrorCode.Conflict,
        "The subnet has too few free IP addresses.",
        "Use another subnet, or free addresses in this one.");

    /// <summary>The state of a resource, or its dependants, forbid the act.</summary>
    public static readonly AwsErrorMeaning State = new("State", ToolErrorCode.Conflict,
        "The resource is in a state, or has dependants, that forbid the act.");

    /// <summary>Something with this name exists.</summary>
    public static readonly AwsErrorMeaning Exists = new("Exists", ToolErrorCode.Conflict, "It exists already, or the name is taken.");

    /// <summary>It does not exist in this account and region.</summary>
    public static readonly AwsErrorMeaning Missing = new("Not found", ToolErrorCode.NotFound,
        "It does not exist in this account and region.");

    /// <summary>The arguments are wrong.</summary>
    public static readonly AwsErrorMeaning Input = new("Wrong input", ToolErrorCode.InvalidInput, "AWS does not accept the arguments.");

    /// <summary>A page token is not valid any more.</summary>
    public static readonly AwsErrorMeaning Cursor = new("Old cursor", ToolErrorCode.InvalidInput,
        "The cursor has expired, or belongs to other arguments.",
        "Start again without cursor.");

    /// <summary>The bucket is in another region.</summary>
    public static readonly AwsErrorMeaning WrongRegion = new("Wrong region", ToolErrorCode.InvalidInput,
        "The bucket is in another region than the one that was asked.");

    /// <summary>The service failed or is not available.</summary>
    public static readonly AwsErrorMeaning Failure = new("Service failure", ToolErrorCode.Unavailable,
        "The service failed or is not available at present.",
        "The service could not answer; the same call may work later.");

    /// <summary>What answered is no service of AWS.</summary>
    public static readonly AwsErrorMeaning NotAws = new("Not AWS", ToolErrorCode.Unavailable, "A web page answered instead of AWS.",
        "Check the proxy, sign in to the network, or check AWS_ENDPOINT_URL.");

    /// <summary>The connection failed before anything was sent.</summary>
    public static readonly AwsErrorMeaning Unreachable = new("Unreachable", ToolErrorCode.Unavailable,
        "The endpoint cannot be reached; nothing was sent.",
        "Check the network, the proxy, the region's name and AWS_ENDPOINT_URL.");

    /// <summary>The connection ended before the answer did.</summary>
    public static readonly AwsErrorMeaning Broken = new("Broken answer", ToolErrorCode.Unavailable,
        "The connection ended early, or the answer cannot be read.",
        "Call again; if it keeps happening, check the network and the proxy.");

    /// <summary>No answer within the deadline.</summary>
    public static readonly AwsErrorMeaning Timeout = new("No answer", ToolErrorCode.Unavailable,
        "AWS did not answer within the deadline.",
        "Call again; if it keeps happening, check the network, the proxy and the endpoint.");

    /// <summary>The endpoint or region does not offer the operation.</summary>
    public static readonly AwsErrorMeaning NotOffered = new("Not offered", ToolErrorCode.NotSupported,
        "The endpoint or the region does not offer the operation.",
        "Use another region or, for an emulator, AWS itself.");

    /// <summary>All meanings, in the order of the documents.</summary>
    public static IReadOnlyList<AwsErrorMeaning> Meanings { get; } =
    [
        Input, Cursor, WrongRegion, Missing, Denied, NotYours, Subscription, KeyDenied, State, Exists, KeyState, Addresses, Quota,
        FixedLimit, Throttled,
        Expired, InvalidKeys, Signature, Clock, Failure, Capacity, Unreachable, NotAws, Broken, Timeout, NotOffered,
    ];

    /// <summary>The exact codes of each meaning, without the <c>Client.</c> and <c>Server.</c> that old EC2 clients show.</summary>
    public static IReadOnlyDictionary<AwsErrorMeaning, string[]> Codes { get; } = new Dictionary<AwsErrorMeaning, string>
    {
        [Expired] = "ExpiredToken ExpiredTokenException TokenRefreshRequired",
        [InvalidKeys] = """
            InvalidClientTokenId InvalidClientTokenIdException UnrecognizedClientException InvalidAccessKeyId InvalidToken
            IncompleteSignature IncompleteSignatureException MissingAuthenticationToken MissingAuthenticationTokenException
            InvalidSecurity CloudTrailInvalidClientTokenIdException MissingSecurityHeader
            """,
        [Signature] = "SignatureDoesNotMatch InvalidSignatureException",
        [Clock] = "RequestTimeTooSkewed RequestExpired RequestInTheFuture",
        [Denied] = """
            Blocked UnauthorizedOperation AccessDenied AccessDeniedException AuthorizationError AuthorizationErrorException
            UnauthorizedException Forbidden NotAuthorized NotAuthorizedException AccountProblem AllAccessDisabled
            EC2AccessDeniedException SNSNoAuthorization IamRoleMissingPermissions InsufficientIAMAccessPermissionException
            InsufficientDependencyServiceAccessPermissionException InsufficientS3BucketPolicyException
            InsufficientSnsTopicPolicyException InsufficientEncryptionPolicyException InsufficientCloudWatchLogsResourcePolicy
            CallerIsNotManagementAccountException NotOrganizationManagementAccountException NotOrganizationMasterAccountException
            AccountNotManagementOrDelegatedAdministratorException ServiceLinkedRoleFailure PendingVerification
            """,
        [NotYours] = "AuthFailure",
        [Subscription] = """
            NotSignedUp OptInRequired SubscriptionRequiredException MarketplaceSubscriptionRequired
            CloudTrailAccessNotEnabledException ServiceAccessNotEnabledException
            """,
        [KeyDenied] = """
            KMSAccessDeniedException KMS.AccessDeniedException KMSKeyNotAccessibleFault InaccessibleEncryptionKey KmsException
            """,
        [KeyState] = """
            KMSDisabledException KMS.DisabledException KMSInvalidStateException KMS.KMSInvalidStateException KmsKeyDisabledException
            KMS.InvalidStateException KMSInvalidKeyUsageException KMS.InvalidKeyUsageException
            """,
        [Throttled] = """
            Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException TooManyRequestsException
            RequestLimitExceeded BandwidthLimitExceeded SlowDown PriorRequestNotComplete EC2ThrottledException
            ProvisionedThroughputExceededException TransactionInProgressException SnapshotCreationPerVolumeRateExceeded
            ResourceContention ReportGenerationLimitExceeded KMS.ThrottlingException KMSThrottlingException
            """,
        [Capacity] = """
            InsufficientInstanceCapacity InsufficientHostCapacity InsufficientReservedInstanceCapacity InsufficientCapacity
            InsufficientVolumeCapacity InsufficientDBInstanceCapacity InsufficientDBClusterCapacityFault
            InsufficientStorageClusterCapacity ProvisionedIopsNotAvailableInAZFault InsufficientAddressCapacity
            ReservationCapacityExceeded UnfulfillableCapacity StorageTypeNotAvailableFault
            """,
        [Quota] = """
            LimitExceeded LimitExceededException LimitsExceeded LimitExceededFault ServiceQuotaExceededException
            CodeStorageExceededException CodeStorageExceeded ENILimitReachedException MaxDBShardGroupLimitReached
            MaximumNumberOfTrailsExceededException MaxConcurrentQueriesException VcpuLimitExceeded InstanceLimitExceeded
            AddressLimitExceeded MaxSpotInstanceCountExceeded MaxIOPSLimitExceeded TooManyBuckets ConcurrentSnapshotLimitExceeded
            PendingSnapshotLimitExceeded SharedSnapshotQuotaExceeded
            """,
        [FixedLimit] = """
            AttachmentLimitExceeded FilterLimitExceeded PrivateIpAddressLimitExceeded TagLimitExceeded TooManyTags
            TooManyTagsException TagsLimitExceededException PolicyLengthExceededException TooManyActions
            TooManyUniqueTargetGroupsPerLoadBalancer ParameterMaxVersionLimitExceeded TooManyTrafficPolicyVersionsForCurrentPolicy
            CapacityDecreaseRequestLimitExceeded TargetGroupAssociationLimit
            """,
        [Addresses] = """
            InsufficientFreeAddressesInSubnet SubnetIPAddressLimitReachedException SubnetIPAddressLimitReached
            InsufficientAvailableIPsInSubnetFault InsufficientAvailableIPsInSubnet
            """,
        [State] = """
            DependencyViolation ResourceInUse ResourceInUseException DeleteConflict DeleteConflictException OperationAborted
            OperationAbortedException IncorrectState IncorrectInstanceState InvalidParameterCombination.State ConflictException
            Conflict BucketNotEmpty HostedZoneNotEmpty ResourceConflictException ScalingActivityInProgress InstanceRefreshInProgress
            IrreversibleInstanceRefresh OperationNotPermitted OperationNotPermittedException ConcurrentModification
            ConcurrentModificationException EntityTemporarilyUnmodifiable UnmodifiableEntity FeatureDisabled FeatureDisabledException
            FeatureEnabled ConflictingDomainExists ConflictingTypes LastVPCAssociation DBInstanceNotReady DBUpgradeDependencyFailure
            InvalidRestoreFault PointInTimeRestoreNotEnabled CapacityReservationPending TrustStoreNotReady StackSetNotEmptyException
            StaleRequestException OperationInProgressException CreatedButModifiedException InvalidChangeSetStatus
            ResourceNotReadyException ResourceUnavailableException SnapStartNotReadyException PreconditionFailed PreconditionFailedException
            PreconditionNotMetException InvalidObjectState RestoreAlreadyInProgress ObjectAlreadyInActiveTierError
            ConditionalRequestConflict VolumeInUse Resource.AlreadyAssociated IncorrectModificationState TooManyUpdates
            AssociatedInstances DuplicateInstanceId ResourceScanInProgress IntegrationConflictOperationFault
            KeySigningKeyInParentDSRecord ReportInProgress AccountHasOngoingImportException
            EventDataStoreTerminationProtectedException EventDataStoreHasOngoingImportException
            EventDataStoreFederationEnabledException InactiveEventDataStoreException InactiveQueryException HealthCheckVersionMismatch
            CidrCollectionVersionMismatchException DelegationSetNotAvailable HostedZonePartiallyDelegated ConditionalCheckFailed
            InvalidStateTransition RecursiveInvocationException NoPublishedVersionException TokenAlreadyExistsException
            VolumeModificationRateExceeded
            """,
        [Exists] = """
            AlreadyExists AlreadyExistsException EntityAlreadyExists EntityAlreadyExistsException BucketAlreadyExists
            BucketAlreadyOwnedByYou IdempotentParameterMismatch ParameterAlreadyExists ResourceAlreadyExistsException
            ResourceExistsException NameAlreadyExistsException ChannelExistsForEDSException SubscriptionAlreadyExist
            AccountRegisteredException DelegationSetAlreadyCreated DelegationSetAlreadyReusable IdempotentParameterMismatchException
            DataAlreadyAcceptedException PriorityInUse SubnetAlreadyInUse
            """,
        [Missing] = """
            NoSuchEntity NoSuchBucket NoSuchKey NoSuchUpload NoSuchVersion NoSuchHostedZone NoSuchHealthCheck NoSuchChange
            ResourceNotFound ResourceNotFoundException ParameterNotFound ParameterVersionNotFound ReportNotPresent ReportExpired
            AccountNotRegisteredException ReservedDBInstanceNotFound KMSNotFoundException KMS.NotFoundException
            InvalidAMIID.Unavailable OrganizationNotFoundException NotFoundException NotFound
            """,
        [Cursor] = """
            PaginationTokenExpiredException PaginationTokenExpired ExpiredNextTokenException ExpiredNextToken InvalidNextToken
            InvalidNextTokenException InvalidPaginationToken InvalidPaginationTokenException InvalidMarker
            """,
        [Input] = """
            HierarchyLevelLimitExceededException HierarchyLevelLimitExceeded NotSupportedService InvalidInput InvalidParameterValue
            InvalidParameterCombination ValidationError ValidationException MissingParameter MalformedPolicyDocument MalformedPolicy
            MalformedXML InvalidRequest InvalidRequestException InvalidSubnetIDException InvalidSecurityGroupIDException
            InvalidRuntimeException InvalidZipFileException RequestEntityTooLarge EntityTooLarge RequestTooLargeException
            SerializedRequestEntityTooLargeException
            InvalidDBClusterCapacityFault EFSMountFailureException UnsupportedDBEngineVersion DBSubnetGroupDoesNotCoverEnoughAZs
            InvalidArgument InvalidParameter InvalidParameterException InvalidParameterValueException Unsupported UnsupportedOperation
            S3FilesMountFailureException InvalidQueryStatusException InvalidEventDataStoreStatusException
            UnsupportedOperationException UnsupportedMediaTypeException InvalidAuthenticationCode
            """,
        [WrongRegion] = """
            PermanentRedirect AuthorizationHeaderMalformed IllegalLocationConstraintException TemporaryRedirect Redirect
            MovedPermanently IncorrectEndpoint
            """,
        [Failure] = """
            IDPCommunicationError InternalFailure InternalError InternalServerError InternalServerErrorException
            InternalServerException InternalServiceError InternalServiceException InternalServiceErrorException InternalException
            InternalErrorException InternalFailureException ServiceException ServiceFailure Unavailable ServiceUnavailable
            ServiceUnavailableException RequestTimeout RequestTimeoutException HealthUnavailable PolicyEvaluation
            EC2UnexpectedException ModelNotReadyException EFSMountTimeoutException EFSMountConnectivityException EFSIOException
            GenerateResponseException InternalStreamingException S3FilesMountTimeoutException S3FilesMountConnectivityException
            SnapStartTimeoutException SnapStartException SessionTimeoutException SessionStreamingException
            CloudWatchLogsDeliveryUnavailableException OpenIdIdpCommunicationError CallbackTimeoutException
            """,
        [NotOffered] = "NotImplemented UnknownOperationException InvalidAction OperationDisabledException",
    }.ToDictionary(m => m.Key, m => m.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Families of codes, asked in this order when no exact code fits.</summary>
    public static IReadOnlyList<(AwsErrorMeaning Meaning, Regex Code)> Families { get; } =
    [
        (Throttled, Throttles()), (Capacity, Capacities()), (KeyDenied, DeniedKeys()), (KeyState, UnusableKeys()), (Denied, Denials()),
        (Missing, NotFounds()), (Exists, Existing()), (State, States()), (Quota, Quotas()), (Cursor, Cursors()), (Failure, Failures()),
    ];

    private static readonly Dictionary<string, AwsErrorMeaning> ByCode =
        Codes.SelectMany(m => m.Value.Select(code => (code, m.Key))).ToDictionary(c => c.code, c => c.Key, StringComparer.Ordinal);

    /// <summary>The meaning of a code.</summary>
    /// <param name="service">The service's name as in its exception (<c>IAM</c>), or null.</param>
    /// <param name="code">As AWS gave it.</param>
    /// <param name="status">Decides where the code says nothing.</param>
    public static AwsErrorMeaning Find(string? service, string? code, HttpStatusCode status)
    {
        code = Side().Replace(code ?? "", "");
        // The name of the status, which the SDK puts in where the answer has no code.
        if (code == status.ToString() && !ByCode.ContainsKey(code)) code = "";
        if (ByCode.TryGetValue($"{service}/{code}", out var own) || ByCode.TryGetValue(code, out own)) return own;
        if (status is HttpStatusCode.NotImplemented) return NotOffered;
        return Families.FirstOrDefault(f => f.Code.IsMatch(code)).Meaning ?? ByStatus(status);
    }

    /// <summary>What an HTTP status means where there is no code, or one that is not known.</summary>
    public static AwsErrorMeaning ByStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => Missing,
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => State,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Denied,
        HttpStatusCode.TooManyRequests => Throttled,
        HttpStatusCode.NotImplemented => NotOffered,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => Failure,
        >= HttpStatusCode.BadRequest => Input,
        HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => WrongRegion,
        // The answer never came, or could not be read.
        _ => Broken,
    };

    [GeneratedRegex(@"^(Client|Server)\.")]
    private static partial Regex Side();

    [GeneratedRegex("Throttl|RateExceeded|^SlowDown|RequestRate")]
    private static partial Regex Throttles();

    [GeneratedRegex("^Insufficient.*Capacity")]
    private static partial Regex Capacities();

    [GeneratedRegex("^KMS.*(Denied|NotAccessible)", RegexOptions.IgnoreCase)]
    private static partial Regex DeniedKeys();

    [GeneratedRegex("^KMS.*(Disabled|InvalidState|InvalidKeyUsage|PendingDeletion)", RegexOptions.IgnoreCase)]
    private static partial Regex UnusableKeys();

    [GeneratedRegex("AccessDenied|Unauthorized|NotAuthorized|NoAuthorization|MissingPermissions|^Insufficient.*(Policy|Permission)")]
    private static partial Regex Denials();

    [GeneratedRegex("NotFound|^NoSuch|DoesNotExist|NotExist")]
    private static partial Regex NotFounds();

    [GeneratedRegex("AlreadyExist|^Duplicate|AlreadyRegistered|AlreadyStarted|AlreadyAssociated")]
    private static partial Regex Existing();

    [GeneratedRegex("InUse|^Incorrect.*State|^Invalid.*(State|Status)(Fault|Exception)?$|InProgress|NotReady|Conflict")]
    private static partial Regex States();

    [GeneratedRegex("LimitExceeded|QuotaExceeded|LimitReached|^TooMany|^MaxIOPS|Limit$|^QuotaExceeded|StorageExceeded")]
    private static partial Regex Quotas();

    [GeneratedRegex("(Pagination|Next)Token")]
    private static partial Regex Cursors();

    [GeneratedRegex("^Internal(Failure|Error|Server|Service)|^ServiceUnavailable")]
    private static partial Regex Failures();
}
