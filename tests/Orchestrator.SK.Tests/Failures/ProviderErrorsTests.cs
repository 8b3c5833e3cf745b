using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Tests.Failures;

public class ProviderErrorsTests
{
    [Theory]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", FailureKind.QuotaSpent)]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","code":null}}""", FailureKind.QuotaSpent)]
    [InlineData(429, """[{"error":{"code":429,"message":"You exceeded your current quota. Please retry in 34s.","status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"34s"}]}}]""", FailureKind.RateLimited)]
    [InlineData(429, """{"error":{"message":"Rate limit reached","type":"tokens","code":"rate_limit_exceeded"}}""", FailureKind.RateLimited)]
    [InlineData(429, """{"error":{"message":"Request too large for gpt on tokens per min (TPM): Limit 30000, Requested 60000.","type":"tokens","code":"rate_limit_exceeded"}}""", FailureKind.ContextOverflow)]
    [InlineData(429, "<html>billing</html>", FailureKind.RateLimited)]
    [InlineData(429, "", FailureKind.RateLimited)]
    [InlineData(402, "{}", FailureKind.QuotaSpent)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}}""", FailureKind.QuotaSpent)]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}}""", FailureKind.EndpointRefused)]
    [InlineData(401, """{"statusCode":401,"message":"Access denied due to invalid subscription key."}""", FailureKind.EndpointRefused)]
    [InlineData(400, """[{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}]""", FailureKind.EndpointRefused)]
    [InlineData(403, """{"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported"}}""", FailureKind.EndpointRefused)]
    [InlineData(403, """{"error":{"message":"Quota exhausted","code":"insufficient_quota"}}""", FailureKind.QuotaSpent)]
    [InlineData(403, "<html>", FailureKind.EndpointRefused)]
    [InlineData(307, "", FailureKind.EndpointRefused)]
    [InlineData(404, """{"error":{"code":"model_not_found","message":"The model `x` does not exist"}}""", FailureKind.ModelUnknown)]
    [InlineData(404, """{"error":"model 'x' not found, try pulling it first"}""", FailureKind.ModelUnknown)]
    [InlineData(400, """{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","code":404}""", FailureKind.ModelUnknown)]
    [InlineData(404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment does not exist."}}""", FailureKind.ModelUnknown)]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}""", FailureKind.ContextOverflow)]
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000","type":"BadRequestError","code":400}""", FailureKind.ContextOverflow)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", FailureKind.ContextOverflow)]
    [InlineData(500, """{"error":{"code":500,"message":"the request exceeds the available context size. try increasing the context size","type":"server_error"}}""", FailureKind.ContextOverflow)]
    [InlineData(400, """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_ctx":4096}}""", FailureKind.ContextOverflow)]
    [InlineData(413, "<html>", FailureKind.ContextOverflow)]
    [InlineData(400, """{"error":{"message":"filtered","type":null,"code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", FailureKind.Declined)]
    [InlineData(400, """{"error":{"message":"max_tokens is too large: 16384.","type":"invalid_request_error","code":"invalid_value"}}""", FailureKind.RequestRefused)]
    [InlineData(400, """{"error":{"message":"registry/m does not support tools","type":"api_error"}}""", FailureKind.EndpointRefused)]
    [InlineData(422, """{"detail":[{"loc":["body"],"msg":"field required"}]}""", FailureKind.RequestRefused)]
    [InlineData(400, "", FailureKind.RequestRefused)]
    [InlineData(400, """{"error":{"message":"slow","code":"rate_limit_exceeded"}}""", FailureKind.RateLimited)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", FailureKind.EndpointUnavailable)]
    [InlineData(503, """{"error":{"message":"That model is currently overloaded with other requests.","type":"server_error"}}""", FailureKind.EndpointUnavailable)]
    [InlineData(503, """{"error":{"message":"Loading model","type":"unavailable_error","code":503}}""", FailureKind.EndpointUnavailable)]
    [InlineData(500, """{"error":{"message":"bad","code":"invalid_api_key"}}""", FailureKind.EndpointRefused)]
    [InlineData(500, "", FailureKind.EndpointUnavailable)]
    [InlineData(501, "", FailureKind.EndpointRefused)]
    [InlineData(408, "", FailureKind.EndpointUnavailable)]
    [InlineData(null, """{"error":{"message":"The server had an error","type":"server_error","code":null}}""", FailureKind.EndpointUnavailable)]
    [InlineData(null, """{"error":{"message":"over","code":"context_length_exceeded"}}""", FailureKind.ContextOverflow)]
    [InlineData(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""", FailureKind.RateLimited)]
    public void Classify_AnyShape_GoesByWhatIsNamed(int? status, string body, FailureKind kind)
    {
        var error = ProviderError.Read(body);

        Assert.Equal(kind, ProviderErrors.Classify(status, error, RetryAfter.Read(_ => null, error, status == 429, DateTimeOffset.UnixEpoch) is not null));
    }

    [Theory]
    [InlineData("""{"error":{"message":"in\nside","code":"c"}}""", "inside")]
    [InlineData("""{"error":"plain"}""", "plain")]
    [InlineData("""{"detail":"fast"}""", "fast")]
    [InlineData("""{"title":"Unauthorized","status":401}""", "Unauthorized")]
    [InlineData("""{"error":{"message":"half \ud83d"}}""", "")]
    [InlineData("""{"error":{"error":{"error":{"error":{"error":{"error":{"message":"deep"}}}}}}}""", "")]
    [InlineData("<html><body>Welcome</body></html>", "")]
    [InlineData("upstream connect error", "upstream connect error")]
    [InlineData("7", "")]
    public void Read_AnyBody_GivesWordsOnOneLine(string body, string words) => Assert.Equal(words, ProviderError.Read(body).Message);
}
