using Acornima.Ast;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// What nobody could stop while it runs is refused before. A whole number of any length cannot be stopped while it grows: one
/// multiplication of millions of digits takes minutes and gigabytes. So a script may write such numbers, compare, add and
/// subtract
/// them; where it writes one, it multiplies and shifts nothing, and the realm has no other way to make one. Generators run
/// without
/// a look at how deep they are: one that calls itself would end the process.
/// </summary>
internal static class Unstoppable
{
    private const int MostDigits = 1_000;

    /// <exception cref="ScriptFault">The script could make a number grow without end.</exception>
    public static void Require(Node program)
    {
        Node? growing = null;
        var writes = false;
        var open = new Stack<Node>([program]);
        while (open.TryPop(out var node))
        {
            if (node is BigIntLiteral literal)
            {
                writes = true;
                if (literal.Raw.Length > MostDigits)
                    throw Refuse(literal, $"a whole number of more than {MostDigits:N0} digits");
            }
            else if (node is IFunction { Generator: true })
                throw Refuse(node, "generators");
            else if (node is BinaryExpression binary && Grows(binary.Operator))
                growing ??= node;
            else if (node is AssignmentExpression assignment && Grows(assignment.Operator))
                growing ??= node;
            foreach (var child in node.ChildNodes)
                open.Push(child);
        }
        if (writes && growing is not null)
            throw Refuse(growing, "*, ** and shifts beside BigInt numbers");
    }

    private static bool Grows(Acornima.Operator op) =>
        op
            is Acornima.Operator.Multiplication
                or Acornima.Operator.Exponentiation
                or Acornima.Operator.LeftShift
                or Acornima.Operator.RightShift
                or Acornima.Operator.MultiplicationAssignment
                or Acornima.Operator.ExponentiationAssignment
                or Acornima.Operator.LeftShiftAssignment
                or Acornima.Operator.RightShiftAssignment;

    private static ScriptFault Refuse(Node node, string what) =>
        new($"SyntaxError: scripts have no {what}: they cannot be stopped while they run", node.Location.Start.Line);
}
