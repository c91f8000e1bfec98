namespace Penstock.Server.Access.ApiKeys;

/// <summary>A key that was made just now.</summary>
/// <param name="Key">What is known of it.</param>
/// <param name="Secret">The key itself: show it once, keep it nowhere.</param>
public sealed record NewApiKey(ApiKey Key, string Secret);
