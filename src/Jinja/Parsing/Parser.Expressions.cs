using Penstock.Jinja.Nodes;

namespace Penstock.Jinja.Parsing;

/// <summary>Expressions, in Jinja's order of precedence.</summary>
internal sealed partial class Parser
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private Expression Expression(bool withCondition = true) => Nested(() => withCondition ? Conditional() : Or());

    private Expression Conditional()
    {
        var line = Current.Line;
        var value = Or();
        while (Skip("if"))
        {
            var test = Or();
            var otherwise = Skip("else") ? Nested(Conditional) : null;
            value = new Conditional(line, test, value, otherwise);
            line = Current.Line;
        }
        return value;
    }

    private Expression Or()
    {
        var left = And();
        while (Current.IsName("or"))
        {
            var line = Next().Line;
            left = new Logical(line, left, And(), isAnd: false);
        }
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (Current.IsName("and"))
        {
            var line = Next().Line;
            left = new Logical(line, left, Not(), isAnd: true);
        }
        return left;
    }

    private Expression Not()
    {
        if (!Current.IsName("not"))
            return Compare();
        var line = Next().Line;
        return new Negation(line, Nested(Not));
    }

    private Expression Compare()
    {
        var line = Current.Line;
        var first = Sum();
        List<(string, Expression)> rest = [];
        while (true)
        {
            if (Current.Kind == TokenKind.Operator && Comparisons.Contains(Current.Text))
                rest.Add((Next().Text, Sum()));
            else if (Skip("in"))
                rest.Add(("in", Sum()));
            else if (Current.IsName("not") && Look().IsName("in"))
            {
                _at += 2;
                rest.Add(("not in", Sum()));
            }
            else
                return rest.Count == 0 ? first : new Compare(line, first, rest);
        }
    }

    private Expression Sum() => Binary(Concat, "+", "-");

    private Expression Concat()
    {
        var line = Current.Line;
        List<Expression> parts = [Product()];
        while (Skip("~"))
            parts.Add(Product());
        return parts.Count == 1 ? parts[0] : new Concat(line, parts);
    }

    private Expression Product() => Binary(Power, "*", "/", "//", "%");

    private Expression Power() => Binary(() => Unary(), "**");

    private Expression Binary(Func<Expression> operand, params string[] symbols)
    {
        var left = operand();
        while (Current.Kind == TokenKind.Operator && symbols.Contains(Current.Text))
        {
            var token = Next();
            left = new BinaryOperation(token.Line, token.Text, left, operand());
        }
        return left;
    }

    private Expression Unary(bool withFilter = true)
    {
        Expression node;
        var token = Current;
        if (token.IsOperator("-") || token.IsOperator("+"))
        {
            Next();
            node = new UnaryOperation(token.Line, token.Text, Nested(() => Unary(withFilter: false)));
        }
        else
            node = Primary();
        node = Postfix(node);
        return withFilter ? Filtered(node) : node;
    }

    private Expression Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                Next();
                return token.Text switch
                {
                    "true" or "True" => new Constant(token.Line, true),
                    "false" or "False" => new Constant(token.Line, false),
                    "none" or "None" => new Constant(token.Line, null),
                    _ => Load(token),
                };
            case TokenKind.Text:
                Next();
                var text = token.Text;
                while (Current.Kind == TokenKind.Text)
                    text += Next().Text;
                return new Constant(token.Line, text);
            case TokenKind.Integer or TokenKind.Float:
                Next();
                return new Constant(token.Line, token.Value);
            case TokenKind.Operator when token.Text == "(":
                Next();
                var inner = Nested(() => Tuple(isExplicit: true));
                Expect(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                return Nested(List);
            case TokenKind.Operator when token.Text == "{":
                return Nested(Dict);
            default:
                throw Error(token.Kind == TokenKind.End ? "unexpected end of template" : $"unexpected '{token}'");
        }
    }

    private Name Load(Token token)
    {
        foreach (var names in _names)
            names.Add(token.Text);
        return new Name(token.Line, token.Text);
    }

    private Expression Tuple(bool withCondition = true, bool isExplicit = false, Func<bool>? isEnd = null)
    {
        var line = Current.Line;
        List<Expression> items = [];
        var isTuple = false;
        while (true)
        {
            if (items.Count > 0)
                Expect(",");
            if (IsTupleEnd(isEnd))
                break;
            items.Add(Expression(withCondition));
            if (!Current.IsOperator(","))
                break;
            isTuple = true;
        }
        if (isTuple || items.Count != 1)
            return items.Count == 0 && !isExplicit
                ? throw Error($"Expected an expression, got '{Current}'")
                : new TupleExpression(line, items);
        return items[0];
    }

    private bool IsTupleEnd(Func<bool>? isEnd) =>
        Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd
        || Current.IsOperator(")")
        || isEnd?.Invoke() == true;

    private ListExpression List()
    {
        var line = Next().Line;
        List<Expression> items = [];
        while (!Current.IsOperator("]"))
        {
            if (items.Count > 0)
                Expect(",");
            if (Current.IsOperator("]"))
                break;
            items.Add(Expression());
        }
        Expect("]");
        return new ListExpression(line, items);
    }

    private DictExpression Dict()
    {
        var line = Next().Line;
        List<(Expression, Expression)> pairs = [];
        while (!Current.IsOperator("}"))
        {
            if (pairs.Count > 0)
                Expect(",");
            if (Current.IsOperator("}"))
                break;
            var key = Expression();
            Expect(":");
            pairs.Add((key, Expression()));
        }
        Expect("}");
        return new DictExpression(line, pairs);
    }

    private Expression Postfix(Expression node)
    {
        while (Current.Kind == TokenKind.Operator)
        {
            if (Current.Text is "." or "[")
                node = Subscript(node);
            else if (Current.Text == "(")
                node = new Call(Current.Line, node, Arguments());
            else
                break;
        }
        return node;
    }

    private Expression Filtered(Expression node)
    {
        while (true)
        {
            if (Current.IsOperator("|"))
                node = Filter(node);
            else if (Current.IsName("is"))
                node = Test(node);
            else if (Current.IsOperator("("))
                node = new Call(Current.Line, node, Arguments());
            else
                return node;
        }
    }

    private Expression Subscript(Expression node)
    {
        var token = Next();
        if (token.Text == ".")
        {
            var name = Next();
            return name.Kind switch
            {
                TokenKind.Name => new AttributeOf(name.Line, node, name.Text),
                TokenKind.Integer => new Item(name.Line, node, new Constant(name.Line, name.Value)),
                _ => throw Error("expected name or number", name.Line),
            };
        }
        List<Expression> parts = [];
        while (!Current.IsOperator("]"))
        {
            if (parts.Count > 0)
                Expect(",");
            parts.Add(SlicePart());
        }
        Expect("]");
        if (parts is [SliceExpression slice])
            return new Sliced(token.Line, node, slice);
        return new Item(token.Line, node, parts.Count == 1 ? parts[0] : new TupleExpression(token.Line, parts));
    }

    private Expression SlicePart()
    {
        var line = Current.Line;
        Expression? start = null;
        if (!Current.IsOperator(":"))
        {
            start = Expression();
            if (!Current.IsOperator(":"))
                return start;
        }
        Next();
        var stop = IsPartEnd() || Current.IsOperator(":") ? null : Expression();
        Expression? step = null;
        if (Skip(":") && !IsPartEnd())
            step = Expression();
        return new SliceExpression(line, start, stop, step);

        bool IsPartEnd() => Current.IsOperator("]") || Current.IsOperator(",");
    }

    private Expression Filter(Expression? node)
    {
        while (Skip("|") || node is null)
        {
            var token = Expect(TokenKind.Name);
            var name = Dotted(token.Text);
            if (!_environment.HasFilter(name))
                throw Error($"No filter named '{name}'.", token.Line);
            node = new FilterCall(token.Line, node, name, Current.IsOperator("(") ? Arguments() : Nodes.Arguments.None);
            if (!Current.IsOperator("|"))
                break;
        }
        return node!;
    }

    private Expression Test(Expression node)
    {
        var token = Next();
        var isNegated = Skip("not");
        var name = Dotted(Expect(TokenKind.Name).Text);
        var arguments = Nodes.Arguments.None;
        if (Current.IsOperator("("))
            arguments = Arguments();
        else if (IsArgument())
        {
            if (Current.IsName("is"))
                throw Error("You cannot chain multiple tests with is");
            arguments = new Arguments([new Argument(Postfix(Primary()), false)], []);
        }
        if (!_environment.HasTest(name))
            throw Error($"No test named '{name}'.", token.Line);
        Expression test = new TestCall(token.Line, node, name, arguments);
        return isNegated ? new Negation(token.Line, test) : test;

        bool IsArgument() =>
            Current.Kind is TokenKind.Text or TokenKind.Integer or TokenKind.Float
            || Current.Kind == TokenKind.Name && Current.Text is not ("else" or "or" or "and")
            || Current.IsOperator("[")
            || Current.IsOperator("{");
    }

    private string Dotted(string name)
    {
        while (Skip("."))
            name += "." + Expect(TokenKind.Name).Text;
        return name;
    }

    private Arguments Arguments()
    {
        var line = Current.Line;
        Expect("(");
        List<Argument> positional = [];
        List<(string? Name, Expression Value)> named = [];
        var isFirst = true;
        while (!Current.IsOperator(")"))
        {
            if (!isFirst)
                Expect(",");
            isFirst = false;
            if (Current.IsOperator(")"))
                break;
            if (Skip("**"))
                named.Add((null, Expression()));
            else if (Current.Kind == TokenKind.Name && Look().IsOperator("="))
            {
                var name = Next().Text;
                Next();
                named.Add((name, Expression()));
            }
            else if (Skip("*"))
            {
                if (named.Any(n => n.Name is null))
                    throw Error("invalid syntax for function call expression", line);
                positional.Add(new Argument(Expression(), true));
            }
            else if (named.Count > 0)
                throw Error("invalid syntax for function call expression", line);
            else
                positional.Add(new Argument(Expression(), false));
        }
        Expect(")");
        return new Arguments(positional, named);
    }
}
