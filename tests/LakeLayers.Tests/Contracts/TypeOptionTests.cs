using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Each option of each logical type: the values of a list that break it.</summary>
public sealed class TypeOptionTests : IDisposable
{
    private readonly RuleBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(
        "0.01",
        "DOUBLE",
        "4.02;0.58;1.15;1.234;NULL;-4.02;1e300;1e-20;'NaN';'-Infinity';0;123456789012.35",
        "1.234|1e-20|nan|-inf"
    )]
    [InlineData("0.01", "FLOAT", "4.02;0.58;1.234;16777216", "1.234")]
    [InlineData("0.1", "DOUBLE", "0.3;0.7;100.1;0.35", "0.35")]
    [InlineData("0.25", "DOUBLE", "0.75;1e21;1.1;1e-7", "1.1|1e-07")]
    [InlineData("0.05", "DECIMAL(9,2)", "1.15;1.17", "1.17")]
    [InlineData(
        "5",
        "DECIMAL(38,10)",
        "9999999999999999999999999995;9999999999999999999999999996;5.0000000001",
        "9999999999999999999999999996.0000000000|5.0000000001"
    )]
    [InlineData("5", "BIGINT", "0;5;10;-5;9223372036854775805;9223372036854775807;3", "9223372036854775807|3")]
    [InlineData(
        "7",
        "HUGEINT",
        "14;170141183460469231731687303715884105727",
        "170141183460469231731687303715884105727"
    )]
    [InlineData(
        "7",
        "UHUGEINT",
        "14;340282366920938463463374607431768211455",
        "340282366920938463463374607431768211455"
    )]
    [InlineData("0.3", "INTEGER", "3;4;0", "4")]
    [InlineData("3", "DOUBLE", "3e20;1e25;3e30", "1e+25")]
    [InlineData("1e-7", "DOUBLE", "1e-7;1.5e-7;0.1", "1.5e-07")]
    public void A_multiple_is_one_of_decimal_numbers(string step, string type, string values, string broken) =>
        Assert.Equal(broken, Broken($"logicalType: number, logicalTypeOptions: {{multipleOf: {step}}}", type, values));

    [Theory]
    [InlineData("string", "minLength: 2, maxLength: 3", "VARCHAR", "'a';'ab';'äöü';'abcd';NULL", "a|abcd")]
    [InlineData("string", "pattern: '^[A-Z]+$'", "VARCHAR", "'AB';'Ab';NULL", "Ab")]
    [InlineData(
        "string",
        "format: email",
        "VARCHAR",
        "'a@b.de';'a.b+c@d';'a b@c.de';'a@';'@b';'a@b..de'",
        "a b@c.de|a@|@b|a@b..de"
    )]
    [InlineData(
        "string",
        "format: uuid",
        "VARCHAR",
        "'6f9619ff-8b86-d011-b42d-00cf4fc964ff';'6f9619ff8b86d011b42d00cf4fc964ff'",
        "6f9619ff8b86d011b42d00cf4fc964ff"
    )]
    [InlineData("string", "format: uuid", "UUID", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'", "")]
    [InlineData(
        "string",
        "format: uri",
        "VARCHAR",
        "'https://a.de/b?c=%20#d';'urn:isbn:1';'a b';'//a';'http://a/%zz'",
        "a b|//a|http://a/%zz"
    )]
    [InlineData("string", "format: hostname", "VARCHAR", "'a.b-c.de';'-a.de';'a..b';'localhost'", "-a.de|a..b")]
    [InlineData(
        "string",
        "format: ipv4",
        "VARCHAR",
        "'192.168.0.255';'256.1.1.1';'1.2.3';'01.2.3.4'",
        "256.1.1.1|1.2.3|01.2.3.4"
    )]
    [InlineData(
        "string",
        "format: ipv6",
        "VARCHAR",
        "'::';'::1';'fe80::1';'1:2:3:4:5:6:7:8';'1::8';'1:2:3:4:5:6:7::';'::ffff:1.2.3.4';'1:2:3:4:5:6:1.2.3.4';'1::2::3';'1:2:3';':1';'12345::';'1:2:3:4:5:6:7:8:9'",
        "1::2::3|1:2:3|:1|12345::|1:2:3:4:5:6:7:8:9"
    )]
    [InlineData("string", "format: byte", "VARCHAR", "'';'YQ==';'YWI=';'YWJj';'YQ'", "YQ")]
    [InlineData("string", "format: password", "VARCHAR", "'anything'", "")]
    [InlineData("integer", "format: i8", "BIGINT", "-129;-128;127;128", "-129|128")]
    [InlineData("integer", "format: u16", "INTEGER", "-1;0;65535;65536", "-1|65536")]
    [InlineData("integer", "format: i64", "HUGEINT", "9223372036854775807;9223372036854775808", "9223372036854775808")]
    [InlineData("integer", "format: u128", "HUGEINT", "0;-1", "-1")]
    [InlineData("number", "format: f32", "DOUBLE", "0.1;3.4e38;1e39;-1e39;'Infinity'", "1e+39|-1e+39")]
    [InlineData("integer", "minimum: 1, exclusiveMaximum: 4", "INTEGER", "0;1;3;4", "0|4")]
    [InlineData("number", "exclusiveMinimum: 0.1, maximum: 0.3", "DOUBLE", "0.1;0.2;0.3;0.31", "0.1|0.31")]
    [InlineData(
        "date",
        "minimum: '2024-01-01', maximum: '2024-12-31', format: yyyy-MM-dd",
        "DATE",
        "'2023-12-31';'2024-01-01';'infinity'",
        "2023-12-31|infinity"
    )]
    [InlineData(
        "timestamp",
        "exclusiveMaximum: '2024-01-01T00:00:00', timezone: false",
        "TIMESTAMP",
        "'2024-01-01';'2023-12-31 23:59:59.999999'",
        "2024-01-01 00:00:00"
    )]
    [InlineData("time", "minimum: '08:30:00', format: 'HH:mm:ss'", "TIME", "'08:29:59';'08:30'", "08:29:59")]
    [InlineData("array", "minItems: 1, maxItems: 2", "INTEGER[]", "[];[1];[1,2,3];NULL", "[]|[1, 2, 3]")]
    [InlineData("array", "uniqueItems: true", "INTEGER[]", "[1,2];[1,1];[NULL,1];[NULL,NULL]", "[1, 1]|[NULL, NULL]")]
    [InlineData("array", "uniqueItems: false", "INTEGER[]", "[1,1]", "")]
    [InlineData(
        "object",
        "required: [a]",
        "STRUCT(a INTEGER, b INTEGER)",
        "{'a': 1, 'b': NULL};{'a': NULL, 'b': 1};NULL",
        "{'a': NULL, 'b': 1}"
    )]
    [InlineData("object", "required: [c]", "STRUCT(a INTEGER)", "{'a': 1}", "{'a': 1}")]
    [InlineData(
        "object",
        "minProperties: 1, maxProperties: 1",
        "STRUCT(a INTEGER, b INTEGER)",
        "{'a': 1, 'b': NULL};{'a': 1, 'b': 1};{'a': NULL, 'b': NULL}",
        "{'a': 1, 'b': 1}|{'a': NULL, 'b': NULL}"
    )]
    [InlineData(
        "object",
        "minProperties: 1, maxProperties: 2, required: [a]",
        "MAP(VARCHAR, INTEGER)",
        "MAP{'a': 1};MAP{};MAP{'b': 1}",
        "{}|{b=1}"
    )]
    public void Each_option_is_held_against_the_values(
        string type,
        string options,
        string sql,
        string values,
        string broken
    ) => Assert.Equal(broken, Broken($"logicalType: {type}, logicalTypeOptions: {{{options}}}", sql, values));

    [Theory]
    [InlineData(
        "logicalType: object, properties: [{name: a, logicalType: integer, required: true, logicalTypeOptions: {minimum: 0}}, {name: b, logicalType: string}]",
        "STRUCT(a INTEGER, b VARCHAR)",
        "{'a': 1, 'b': 'x'};{'a': -1, 'b': 'x'};{'a': NULL, 'b': 'x'};NULL",
        "{'a': -1, 'b': x}|{'a': NULL, 'b': x}"
    )]
    [InlineData(
        "logicalType: array, items: {logicalType: object, properties: [{name: q, logicalType: number, logicalTypeOptions: {multipleOf: 0.5}}]}",
        "STRUCT(q DOUBLE)[]",
        "[{'q': 1.5}];[{'q': 1.5}, {'q': 1.2}];[];NULL;[NULL]",
        "[{'q': 1.5}, {'q': 1.2}]"
    )]
    [InlineData(
        "logicalType: array, items: {logicalType: array, items: {logicalType: string, required: true, logicalTypeOptions: {maxLength: 1}}}",
        "VARCHAR[][]",
        "[['a'], ['b']];[['a', 'bc']];[['a', NULL]]",
        "[[a, bc]]|[[a, NULL]]"
    )]
    public void What_is_inside_a_column_is_checked_too(string property, string sql, string values, string broken) =>
        Assert.Equal(broken, Broken(property, sql, values));

    [Theory]
    [InlineData(
        "physicalType: DECIMAL, customProperties: [{property: precision, value: 20}, {property: scale, value: 4}]",
        "DECIMAL(20,4)"
    )]
    [InlineData("physicalType: NUMERIC, customProperties: [{property: precision, value: '9'}]", "DECIMAL(9,0)")]
    [InlineData(
        "physicalType: 'DECIMAL(10, 2)', customProperties: [{property: precision, value: 10}, {property: scale, value: 2}]",
        "DECIMAL(10,2)"
    )]
    [InlineData("logicalType: string, physicalType: STRING", "VARCHAR")]
    [InlineData("logicalType: string, physicalType: LARGE_STRING", "VARCHAR")]
    [InlineData("logicalType: integer, physicalType: INT64", "BIGINT")]
    [InlineData("logicalType: integer, physicalType: INT32", "INTEGER")]
    [InlineData("logicalType: array, physicalType: BINARY", "BLOB")]
    [InlineData("logicalType: array, physicalType: LIST, items: {logicalType: integer}", "INTEGER[]")]
    [InlineData("logicalType: object, physicalType: STRUCT", "STRUCT(a INTEGER)")]
    [InlineData("logicalType: date, physicalType: TIMESTAMP", "TIMESTAMP")]
    [InlineData("logicalType: timestamp, physicalType: DATETIME", "TIMESTAMP")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: true}", "TIMESTAMPTZ")]
    public void The_type_is_the_one_that_importers_mean(string property, string sql) =>
        Assert.Equal("", Broken(property, sql, "NULL"));

    [Theory]
    [InlineData(
        "physicalType: DECIMAL, customProperties: [{property: precision, value: 20}, {property: scale, value: 4}]",
        "DECIMAL(18,3)",
        "promised is DECIMAL(20,4)"
    )]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: true}", "TIMESTAMP", "with time zone")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: false}", "TIMESTAMPTZ", "without time zone")]
    [InlineData("logicalType: date", "TIMESTAMP", "promised is date")]
    [InlineData(
        "logicalType: array, items: {logicalType: integer}",
        "VARCHAR[]",
        "v[] is VARCHAR, promised is integer"
    )]
    [InlineData("logicalType: object, properties: [{name: c}]", "STRUCT(a INTEGER)", "an object with the property c")]
    [InlineData("physicalType: LIST", "VARCHAR", "promised is LIST")]
    public void Another_type_is_a_breach(string property, string sql, string says)
    {
        var error = Assert.Throws<ContractBreachException>(() => Broken(property, sql, "NULL"));

        Assert.Contains(says, Assert.Single(error.Breaches), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logicalType: integer, logicalTypeOptions: {minLength: 2}", "minLength")]
    [InlineData("logicalType: string, logicalTypeOptions: {minimum: 2}", "minimum")]
    [InlineData("logicalType: boolean, logicalTypeOptions: {format: x}", "format")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: iban}", "iban")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i7}", "i7")]
    [InlineData("logicalType: number, logicalTypeOptions: {multipleOf: 0}", "multipleOf")]
    [InlineData("logicalType: number, logicalTypeOptions: {multipleOf: many}", "multipleOf")]
    [InlineData("logicalType: number, logicalTypeOptions: {minimum: low}", "minimum")]
    [InlineData("logicalType: string, logicalTypeOptions: {maxLength: -1}", "maxLength")]
    [InlineData("logicalType: array, logicalTypeOptions: {uniqueItems: perhaps}", "perhaps")]
    [InlineData("logicalType: string, items: {logicalType: string}", "items")]
    [InlineData("logicalType: array, properties: [{name: a}]", "properties")]
    [InlineData("logicalType: object, properties: [{name: a, unique: true}]", "unique")]
    [InlineData("logicalType: object, properties: [{name: a, quality: [{metric: nullValues, mustBe: 0}]}]", "quality")]
    [InlineData(
        "logicalType: object, properties: [{name: a, customProperties: [{property: pii, value: name}]}]",
        "pii"
    )]
    [InlineData("physicalType: 'DECIMAL(10,2)', customProperties: [{property: scale, value: 3}]", "scale of 3")]
    [InlineData("physicalType: DECIMAL, customProperties: [{property: scale, value: 3}]", "precision")]
    [InlineData("relationships: [{to: b.id}]", "relationships")]
    [InlineData("customProperties: [{property: policy, value: fail, colour: red}]", "colour")]
    public void What_cannot_be_done_is_refused_by_name(string property, string word)
    {
        var error = Assert.Throws<UsageException>(() =>
            RuleBench.Contract($"properties:\n  - {{name: v, {property}}}")
        );

        Assert.Equal("contracts/refined.t.yml:9", error.Subject);
        Assert.Contains(word, error.What, StringComparison.Ordinal);
    }

    private string Broken(string property, string type, string values) =>
        _bench.Broken($"{{name: v, {property}}}", type, values.Split(';'));
}
