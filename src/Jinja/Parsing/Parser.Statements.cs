using Penstock.Jinja.Nodes;

namespace Penstock.Jinja.Parsing;

/// <summary>Statements.</summary>
internal sealed partial class Parser
{
    /// <summary>Statements up to a tag of one of these names, which is left to be read.</summary>
    private Sequence Body(params string[] ends)
    {
        List<Statement> statements = [];
        while (true)
        {
            var token = Current;
            switch (token.Kind)
            {
                case TokenKind.Data:
                    Next();
                    statements.Add(new Data(token.Line, token.Text));
                    break;
                case TokenKind.VariableBegin:
                    Next();
                    statements.Add(new Output(token.Line, [Tuple()]));
                    Expect(TokenKind.VariableEnd);
                    break;
                case TokenKind.BlockBegin:
                    Next();
                    if (ends.Contains(Current.Text) && Current.Kind == TokenKind.Name)
                        return new Sequence(statements);
                    statements.Add(Nested(Statement));
                    Expect(TokenKind.BlockEnd);
                    break;
                default:
                    if (ends.Length > 0)
                        throw Error(
                            $"Unexpected end of template. Jinja was looking for the following tags: '{string.Join("' or '", ends)}'."
                        );
                    return new Sequence(statements);
            }
        }
    }

    /// <summary>The rest of a tag, its body, and its end.</summary>
    private Sequence Block(string end)
    {
        Expect(TokenKind.BlockEnd);
        var body = Body(end);
        Next();
        return body;
    }

    private Statement Statement()
    {
        var token = Expect(TokenKind.Name);
        return token.Text switch
        {
            "for" => For(token.Line),
            "if" => If(token.Line),
            "set" => Set(token.Line),
            "with" => With(token.Line),
            "do" => new Do(token.Line, Tuple()),
            "print" => Print(token.Line),
            "macro" => Define(token.Line, "", "endmacro"),
            "call" => CallBlock(token.Line),
            "filter" => FilterBlock(token.Line),
            "autoescape" => Autoescape(token.Line),
            "break" => new Jump(token.Line, InLoop(token, Flow.Break)),
            "continue" => new Jump(token.Line, InLoop(token, Flow.Continue)),
            "block" => NamedBlock(token.Line),
            "extends" => new Extends(token.Line, Expression()),
            "include" => Include(token.Line),
            "import" => Import(token.Line),
            "from" => FromImport(token.Line),
            _ when _environment.Options.Tags.TryGetValue(token.Text, out var rule) => Added(token, rule),
            _ => throw Error(
                token.Text.StartsWith("end", StringComparison.Ordinal) || token.Text is "else" or "elif"
                    ? $"Encountered unknown tag '{token.Text}'. No tag is open that it could end"
                    : $"Encountered unknown tag '{token.Text}'.",
                token.Line
            ),
        };
    }

    private Statement Added(Token token, TagRule rule)
    {
        switch (rule.Kind)
        {
            case TagKind.Refused:
                throw new SyntaxFault(rule.Word, token.Line, rule.Next);
            case TagKind.Macro:
                return Define(token.Line, rule.Word, "end" + token.Text);
            case TagKind.Text:
                Expect(TokenKind.Name);
                Block("end" + token.Text);
                return new Sequence([]);
            default:
                Expect(TokenKind.Name);
                return Block("end" + token.Text);
        }
    }

    private Flow InLoop(Token token, Flow flow) =>
        _loops > 0 ? flow : throw Error($"'{token.Text}' outside of a loop", token.Line);

    private For For(int line)
    {
        var target = Target(isEnd: () => Current.IsName("in"));
        Expect("in");
        var items = Tuple(withCondition: false, isEnd: () => Current.IsName("recursive"));
        var test = Skip("if") ? Expression() : null;
        var isRecursive = Skip("recursive");
        Expect(TokenKind.BlockEnd);
        _loops++;
        var body = Body("endfor", "else");
        _loops--;
        Sequence? otherwise = null;
        if (Next().Text == "else")
            otherwise = Block("endfor");
        return new For(line, target, items, test, isRecursive, body, otherwise);
    }

    private If If(int line)
    {
        List<(Expression, Sequence)> branches = [];
        Sequence? otherwise = null;
        while (true)
        {
            var test = Tuple(withCondition: false);
            Expect(TokenKind.BlockEnd);
            branches.Add((test, Body("elif", "else", "endif")));
            var next = Next().Text;
            if (next == "elif")
                continue;
            if (next == "else")
                otherwise = Block("endif");
            return new If(line, branches, otherwise);
        }
    }

    private Statement Set(int line)
    {
        var target = Target(withNamespace: true, isEnd: () => Current.IsOperator("="));
        if (Skip("="))
            return new Set(line, target, Tuple());
        var filter = Current.IsOperator("|") ? Filter(new Placeholder(line)) : null;
        return new SetBlock(line, target, filter, Block("endset"));
    }

    private With With(int line)
    {
        List<(Target, Expression)> values = [];
        while (Current.Kind != TokenKind.BlockEnd)
        {
            if (values.Count > 0)
                Expect(",");
            var target = Target(withTuple: false);
            Expect("=");
            values.Add((target, Expression()));
        }
        return new With(line, values, Block("endwith"));
    }

    private Output Print(int line)
    {
        List<Expression> values = [];
        while (Current.Kind != TokenKind.BlockEnd)
        {
            if (values.Count > 0)
                Expect(",");
            values.Add(Expression());
        }
        return new Output(line, values);
    }

    private MacroDefinition Define(int line, string prefix, string end)
    {
        var name = prefix + Expect(TokenKind.Name).Text;
        HashSet<string> names = [];
        _names.Add(names);
        var parameters = Parameters();
        var loops = _loops;
        _loops = 0;
        var body = Block(end);
        _loops = loops;
        _names.Remove(names);
        return new MacroDefinition(line, name, parameters, body, names);
    }

    private List<(string Name, Expression? Default)> Parameters()
    {
        List<(string Name, Expression? Default)> parameters = [];
        Expect("(");
        while (!Current.IsOperator(")"))
        {
            if (parameters.Count > 0)
                Expect(",");
            if (Current.IsOperator(")"))
                break;
            var token = Expect(TokenKind.Name);
            if (IsReserved(token.Text))
                throw Error($"cannot assign to '{token.Text}'", token.Line);
            if (Skip("="))
                parameters.Add((token.Text, Expression()));
            else if (parameters.Any(p => p.Default is not null))
                throw Error("non-default argument follows default argument");
            else
                parameters.Add((token.Text, null));
        }
        Expect(")");
        return parameters;
    }

    private CallBlock CallBlock(int line)
    {
        HashSet<string> names = [];
        var parameters = Current.IsOperator("(") ? Parameters() : [];
        if (Expression() is not Call call)
            throw Error("expected call", line);
        _names.Add(names);
        var loops = _loops;
        _loops = 0;
        var body = Block("endcall");
        _loops = loops;
        _names.Remove(names);
        return new CallBlock(line, call, new MacroDefinition(line, "caller", parameters, body, names));
    }

    private FilterBlock FilterBlock(int line)
    {
        var filter = new Placeholder(line);
        var token = Expect(TokenKind.Name);
        var name = Dotted(token.Text);
        if (!_environment.HasFilter(name))
            throw Error($"No filter named '{name}'.", token.Line);
        Expression chain = new FilterCall(
            token.Line,
            filter,
            name,
            Current.IsOperator("(") ? Arguments() : Nodes.Arguments.None
        );
        if (Current.IsOperator("|"))
            chain = Filter(chain);
        return new FilterBlock(line, chain, Block("endfilter"));
    }

    private Autoescape Autoescape(int line)
    {
        var value = Expression();
        return new Autoescape(line, value, Block("endautoescape"));
    }

    private Block NamedBlock(int line)
    {
        var name = Expect(TokenKind.Name).Text;
        if (Current.IsOperator("-"))
            throw Error(
                "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead."
            );
        var (isScoped, isRequired) = (Skip("scoped"), Skip("required"));
        isScoped |= Skip("scoped");
        Expect(TokenKind.BlockEnd);
        var body = Body("endblock");
        Next();
        Skip(name);
        if (isRequired && body.Statements.Any(s => s is not Data data || data.Text.Trim().Length > 0))
            throw Error("Required blocks can only contain comments or whitespace", line);
        var block = new Block(line, name, isScoped, isRequired, body);
        return Blocks.TryAdd(name, block) ? block : throw Error($"block '{name}' defined twice", line);
    }

    private Include Include(int line)
    {
        var template = Expression();
        var isMissingFine = Current.IsName("ignore") && Look().IsName("missing");
        if (isMissingFine)
            _at += 2;
        return new Include(line, template, isMissingFine, Context(true));
    }

    private Import Import(int line)
    {
        var template = Expression();
        Expect("as");
        var name = AssignedName();
        return new Import(line, template, name, Context(false));
    }

    private FromImport FromImport(int line)
    {
        var template = Expression();
        Expect("import");
        List<(string, string)> names = [];
        while (Current.Kind == TokenKind.Name)
        {
            if (Current.Text is "with" or "without" && Look().IsName("context"))
                break;
            var token = Next();
            if (token.Text.StartsWith('_'))
                throw Error("names starting with an underline can not be imported", token.Line);
            names.Add((token.Text, Skip("as") ? AssignedName() : token.Text));
            if (!Skip(","))
                break;
        }
        if (names.Count == 0)
            throw Error($"expected token 'name', got '{Current}'");
        return new FromImport(line, template, names, Context(false));
    }

    private bool Context(bool fallback)
    {
        if (Current.Text is not ("with" or "without") || !Look().IsName("context"))
            return fallback;
        var isWith = Next().Text == "with";
        Next();
        return isWith;
    }

    private string AssignedName()
    {
        var token = Expect(TokenKind.Name);
        return IsReserved(token.Text) ? throw Error($"cannot assign to '{token.Text}'", token.Line) : token.Text;
    }

    private Target Target(bool withNamespace = false, bool withTuple = true, Func<bool>? isEnd = null)
    {
        var line = Current.Line;
        if (withNamespace && Current.Kind == TokenKind.Name && Look().IsOperator("."))
        {
            var space = Load(Next());
            Next();
            return new NamespaceTarget(line, space, Expect(TokenKind.Name).Text);
        }
        if (!withTuple)
            return new NameTarget(line, AssignedName());
        List<Target> targets = [];
        var isTuple = false;
        while (isEnd?.Invoke() != true && Current.Kind != TokenKind.BlockEnd)
        {
            targets.Add(Single());
            if (!Skip(","))
                break;
            isTuple = true;
        }
        if (targets.Count == 0)
            throw Error($"Expected an expression, got '{Current}'");
        return isTuple ? new TupleTarget(line, targets) : targets[0];

        Target Single()
        {
            if (!Current.IsOperator("(") && !Current.IsOperator("["))
                return withNamespace && Look().IsOperator(".") && Current.Kind == TokenKind.Name
                    ? Target(withNamespace: true)
                    : new NameTarget(line, AssignedName());
            var close = Next().Text == "(" ? ")" : "]";
            List<Target> inner = [];
            var hasComma = false;
            while (!Current.IsOperator(close))
            {
                inner.Add(Nested(Single));
                if (!Skip(","))
                    break;
                hasComma = true;
            }
            Expect(close);
            return inner.Count == 1 && !hasComma && close == ")" ? inner[0] : new TupleTarget(line, inner);
        }
    }

    private static bool IsReserved(string name) => name is "true" or "false" or "none" or "True" or "False" or "None";
}
