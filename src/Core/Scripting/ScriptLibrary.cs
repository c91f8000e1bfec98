namespace Penstock.Core.Scripting;

/// <summary>JavaScript that computes one text from another and reaches nothing else.</summary>
/// <param name="Language">What it is for, as messages name it.</param>
/// <param name="Library">A library's text, evaluated first.</param>
/// <param name="Prelude">Evaluates to a function that returns the object of functions to call, among them <c>describe(error)</c>, which gives JSON with <c>message</c> and <c>line</c>.</param>
public sealed record ScriptLibrary(string Language, string Library, string Prelude)
{
    /// <summary>Processor time of one call.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);
}
