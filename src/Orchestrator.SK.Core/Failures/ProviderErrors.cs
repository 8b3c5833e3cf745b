namespace Orchestrator.SK.Core.Failures;

/// <summary>Which kind of failure an error of an endpoint is: by what it names, then by its words, and by the status only where both are silent.</summary>
public static class ProviderErrors
{
    // Names are compared without case and separators: insufficient_quota, InsufficientQuota and "insufficient quota" are one. The first kind that matches decides.
    private static readonly (FailureKind Kind, string[] Names)[] ByName =
    [
        (FailureKind.ContextOverflow, ["contextlengthexceeded", "exceedcontextsizeerror", "requesttoolarge", "contextwindowexceeded", "contextwindowexceedederror", "stringabovemaxlength", "inputtoolong", "promptoolong", "promptistoolong", "payloadtoolarge"]),
        (FailureKind.QuotaSpent, ["insufficientquota", "billinghardlimitreached", "billinglimitreached", "billingnotactive", "billingerror", "insufficientcredits", "insufficientbalance", "insufficientfunds", "insufficientbalanceerror", "paymentrequired", "creditlimitreached", "outofcredits"]),
        (FailureKind.Declined, ["contentfilter", "contentfiltered", "contentpolicyviolation", "responsibleaipolicyviolation", "contentmoderation", "moderationblocked", "safety", "promptblocked"]),
        (FailureKind.ModelUnknown, ["modelnotfound", "modelnotfounderror", "deploymentnotfound", "unknownmodel", "invalidmodel", "modelnotsupported", "modeldecommissioned", "notfounderror", "notfound"]),
        (FailureKind.EndpointRefused, ["invalidapikey", "incorrectapikey", "missingapikey", "apikeyinvalid", "authenticationerror", "invalidauthentication", "unauthenticated", "unauthorized", "permissiondenied", "permissionerror", "permissiondeniederror", "accessdenied", "accessdeniedexception", "forbidden", "unsupportedcountryregionterritory", "accountdeactivated", "accountsuspended", "tokenexpired", "expiredtoken", "expiredtokenexception", "unrecognizedclientexception", "ipnotallowed"]),
        (FailureKind.RateLimited, ["ratelimitexceeded", "ratelimitexceedederror", "ratelimiterror", "ratelimitreached", "ratelimit", "ratelimited", "toomanyrequests", "toomanyrequestsexception", "throttling", "throttled", "throttlingexception", "resourceexhausted", "requestlimitexceeded", "concurrencylimitexceeded"]),
        (FailureKind.EndpointUnavailable, ["overloaded", "overloadederror", "serveroverloaded", "engineoverloaded", "slowdown", "serviceunavailable", "serviceunavailableexception", "unavailable", "unavailableerror", "servererror", "internalservererror", "internalerror", "internal", "apierror", "badgateway", "gatewaytimeout", "timeout", "timeouterror", "deadlineexceeded", "modelnotready", "modelnotreadyexception", "modelloading"]),
    ];

    private static readonly (FailureKind Kind, string[] Words)[] ByWords =
    [
        (FailureKind.ContextOverflow, ["context length", "context window", "context size", "maximum context", "prompt is too long", "prompt too long", "input is too long", "input too long", "too many input tokens", "request too large", "request is too large", "reduce the length", "input token count", "maximum prompt length"]),
        (FailureKind.QuotaSpent, ["current quota", "credit balance", "insufficient balance", "insufficient credit", "insufficient funds", "out of credits", "requires more credits", "billing hard limit", "billing limit", "payment required"]),
        (FailureKind.Declined, ["content management policy", "content policy", "content filter", "safety system"]),
        (FailureKind.RateLimited, ["rate limit", "ratelimit", "too many requests", "requests per minute", "tokens per minute", "please try again in", "please retry after"]),
        (FailureKind.EndpointUnavailable, ["overloaded", "temporarily unavailable", "server is busy", "at capacity", "loading model", "model is loading"]),
        (FailureKind.EndpointRefused, ["api key", "api-key", "apikey", "subscription key", "invalid authentication", "unauthorized", "not allowed to access", "does not have access", "country, region", "does not support tools", "does not support tool"]),
    ];

    private static readonly string[] NoModel = ["not found", "does not exist", "not exist", "unknown model", "no such model", "decommissioned", "not a valid model", "is not supported", "is not available"];

    /// <param name="status">The HTTP status; null for an error that came inside a reply, or instead of one.</param>
    /// <param name="waitIsNamed">Whether the endpoint says when to come back: then nothing is spent for good.</param>
    public static FailureKind Classify(int? status, ProviderError error, bool waitIsNamed)
    {
        ArgumentNullException.ThrowIfNull(error);
        var words = error.IsSpoken ? error.Message.ToLowerInvariant() : "";

        // "Request too large for … tokens per minute" calls itself a rate limit, and no wait lets it pass.
        if (words.Contains("request too large", StringComparison.Ordinal))
        {
            return FailureKind.ContextOverflow;
        }

        // "server_error" and its like are said of anything: words are more special.
        var named = error.Names.Select(Named).Where(kind => kind is not null).ToList();
        var kind = named.FirstOrDefault(kind => kind != FailureKind.EndpointUnavailable) ?? Spoken(status, words) ?? named.FirstOrDefault() ?? ByStatus(status);
        return kind == FailureKind.QuotaSpent && waitIsNamed && !error.Names.Any(name => Named(name) == FailureKind.QuotaSpent) ? FailureKind.RateLimited : kind;
    }

    private static FailureKind? Named(string name)
    {
        var squeezed = string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return squeezed.Length == 0 ? null : ByName.Where(row => row.Names.Contains(squeezed, StringComparer.Ordinal)).Select(row => (FailureKind?)row.Kind).FirstOrDefault();
    }

    private static FailureKind? Spoken(int? status, string words) =>
        words.Length == 0 ? null
        : words.Contains("model", StringComparison.Ordinal) && status is null or (>= 400 and < 500) && NoModel.Any(word => words.Contains(word, StringComparison.Ordinal)) ? FailureKind.ModelUnknown
        : ByWords.Where(row => MayMean(status, row.Kind) && row.Words.Any(word => words.Contains(word, StringComparison.Ordinal))).Select(row => (FailureKind?)row.Kind).FirstOrDefault();

    // Words are vague: "check your API key" under a 503 is advice.
    private static bool MayMean(int? status, FailureKind kind) => kind switch
    {
        FailureKind.EndpointRefused or FailureKind.Declined => status is null or (>= 400 and < 500 and not 429),
        FailureKind.EndpointUnavailable or FailureKind.RateLimited => status is not (401 or 402 or 403 or 404),
        _ => status is not (401 or 404),
    };

    private static FailureKind ByStatus(int? status) => status switch
    {
        401 or 403 or 407 or 451 => FailureKind.EndpointRefused,
        402 => FailureKind.QuotaSpent,
        404 or 410 => FailureKind.ModelUnknown,
        413 => FailureKind.ContextOverflow,
        429 => FailureKind.RateLimited,
        408 or 409 or 425 => FailureKind.EndpointUnavailable,
        >= 300 and < 400 or 501 or 505 => FailureKind.EndpointRefused,
        >= 400 and < 500 => FailureKind.RequestRefused,
        _ => FailureKind.EndpointUnavailable,
    };
}
