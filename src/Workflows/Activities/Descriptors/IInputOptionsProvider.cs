namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>
/// Finds the choices of an input when its editor opens: named in <see cref="Attributes.InputAttribute.UIHandler"/>, made with
/// services
/// in its constructor.
/// </summary>
public interface IInputOptionsProvider
{
    /// <summary>The choices, in order.</summary>
    ValueTask<IReadOnlyList<SelectOption>> GetOptionsAsync(
        InputOptionsContext context,
        CancellationToken cancellationToken
    );
}
