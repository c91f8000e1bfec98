using Penstock.Core.Errors;

namespace Penstock.Workflows.Runtime;

/// <summary>An exception as the journal keeps it.</summary>
/// <param name="Type">Its class.</param>
/// <param name="Message">Its message, without secrets.</param>
/// <param name="StackTrace">Where it came from; null for errors made for people, which say all in their message.</param>
/// <param name="InnerException">Its cause.</param>
public sealed record ExceptionState(string Type, string Message, string? StackTrace, ExceptionState? InnerException)
{
    /// <summary>What the journal keeps of an exception; causes deeper than five are left out.</summary>
    public static ExceptionState Of(Exception e) => Of(e, 5);

    private static ExceptionState Of(Exception e, int depth) =>
        new(
            e.GetType().FullName ?? e.GetType().Name,
            Secrets.Mask(e.Message),
            e is PenstockException ? null : e.StackTrace,
            e.InnerException is null || depth == 0 ? null : Of(e.InnerException, depth - 1)
        );
}
