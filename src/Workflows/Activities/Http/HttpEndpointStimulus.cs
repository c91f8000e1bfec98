namespace Penstock.Workflows.Activities.Http;

/// <summary>What an HTTP endpoint waits for.</summary>
/// <param name="Path">The normalised path; see <see cref="HttpPaths"/>.</param>
/// <param name="Method">The method in small letters.</param>
public sealed record HttpEndpointStimulus(string Path, string Method);
