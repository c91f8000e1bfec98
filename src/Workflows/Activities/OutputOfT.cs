namespace Penstock.Workflows.Activities;

/// <summary>An output of type <typeparamref name="T"/>; write it with <see cref="ActivityExecutionContext.Set{T}"/>.</summary>
public class Output<T> : Output
{
    /// <summary>Writes the value.</summary>
    public void Set(ActivityExecutionContext context, T? value) => context.Set(this, value);
}
