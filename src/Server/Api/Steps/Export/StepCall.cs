using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Descriptors;

namespace Penstock.Server.Api.Steps.Export;

/// <summary>
/// The sequence that takes the place of one step: a key and the body are made once; then the step is asked for with that key
/// until it has
/// ended. The first answer names the run, which is asked for from then on; a request that is sent again starts nothing twice.
/// </summary>
internal sealed class StepCall
{
    private readonly JsonObject _activity;
    private readonly ActivityDescriptor _step;
    private readonly ElsaServerOptions _options;
    private readonly string _id;
    private readonly JsonObject _key,
        _body,
        _run,
        _status,
        _state,
        _failures;

    public StepCall(JsonObject activity, ActivityDescriptor step, ElsaServerOptions options)
    {
        (_activity, _step, _options, _id) = (activity, step, options, activity["id"]!.ToString());
        (_key, _body, _run) = (Own("Key", "String"), Own("Body", "String"), Own("Run", "String", ""));
        (_status, _state, _failures) = (
            Own("Status", "Int32", "0"),
            Own("State", "Object"),
            Own("Failures", "Int32", "0")
        );
    }

    /// <param name="outcome">The variable that is told whether the step worked; null when a failure is a fault.</param>
    public JsonObject Build(JsonObject? outcome)
    {
        var inputs = Inputs().ToList();
        var sequence = Json.Sequence(
            _id,
            [_key, _body, _run, _status, _state, _failures, .. inputs.Select(i => i.Variable)],
            [
                .. inputs.Select(i => Json.Set($"{_id}-in-{i.Name}", i.Variable, i.Value)),
                Json.Set(
                    $"{_id}-body",
                    _body,
                    Json.Script(
                        "String",
                        $"toJson({{ inputs: {{ {string.Join(", ", inputs.Select(i => $"{Json.Quote(i.Name)}: getVariable({Json.Quote(i.Variable["name"])})").Concat(Raw()))} }} }})"
                    )
                ),
                Json.Set(
                    $"{_id}-key",
                    _key,
                    Json.Script(
                        "String",
                        $"getWorkflowInstanceId() + '-' + {Json.Quote(_id.Length > 60 ? _id[..60] : _id)} + '-' + newGuid()"
                    )
                ),
                Json.Activity(
                    $"{_id}-loop",
                    "Elsa.While",
                    (
                        "condition",
                        Json.Script(
                            "Boolean",
                            $"!({Ended}) && !({Refused}) && {Get(_failures)} < {_options.MostFailures}"
                        )
                    ),
                    ("body", Round())
                ),
                .. Results(),
                Judge(outcome),
            ]
        );
        // What people know it by stays; what tells a server how to run a step is ours.
        foreach (var member in (string[])["name", "metadata", "customProperties"])
            if (_activity[member] is { } value)
                sequence[member] = value.DeepClone();
        (sequence["customProperties"] as JsonObject)?.Remove(Workflows.Resilience.ResilienceSettings.Key);
        return sequence;
    }

    private string Ended => $"({Get(_state)} || {{}}).isFinished === true && {Get(_status)} < 300";

    private string Worked => $"{Ended} && {Get(_state)}.status === 'Finished'";

    private string Refused =>
        $"{Get(_status)} >= 400 && {Get(_status)} < 500 && {Get(_status)} !== 408 && {Get(_status)} !== 429";

    private static string Get(JsonObject variable) => $"getVariable({Json.Quote(variable["name"])})";

    private JsonObject Own(string name, string type, string? value = null) =>
        Json.Variable($"{_id}-{name}", $"Step{name}", type, value);

    private JsonObject Round()
    {
        var send = Json.Activity(
            $"{_id}-send",
            "Elsa.SendHttpRequest",
            (
                "url",
                Json.Script(
                    "Uri",
                    $"getVariable('{ElsaServerExport.AddressVariable}').replace(/\\/+$/, '') + ({Get(_run)} ? '/api/steps/runs/' + {Get(_run)} : {Json.Quote($"/api/steps/{_step.TypeName}")})"
                )
            ),
            ("method", Json.Script("String", $"{Get(_run)} ? 'GET' : 'POST'")),
            ("content", Json.Script("Object", $"{Get(_run)} ? null : {Get(_body)}")),
            ("contentType", Json.Script("String", $"{Get(_run)} ? '' : 'application/json'")),
            ("authorization", Json.Script("String", $"getVariable('{ElsaServerExport.AuthorizationVariable}')")),
            ("requestHeaders", Json.Script("Object", $"({{ 'Idempotency-Key': {Get(_key)}, 'Prefer': 'wait=10' }})")),
            ("expectedStatusCodes", new JsonArray()),
            ("unmatchedStatusCode", null),
            ("failedToConnect", Json.Set($"{_id}-unreachable", _status, Json.Literal("Int32", 0))),
            ("timeout", Json.Set($"{_id}-late", _status, Json.Literal("Int32", 0))),
            ("statusCode", Json.Output("Int32", _status)),
            ("parsedContent", Json.Output("Object", _state))
        );
        send["customProperties"]!["logPersistenceConfig"] = new JsonObject
        {
            ["inputs"] = new JsonObject
            {
                ["authorization"] = new JsonObject
                {
                    ["evaluationMode"] = "Strategy",
                    ["strategyType"] = "Elsa.Workflows.LogPersistence.Strategies.Exclude, Elsa.Workflows.Core",
                },
            },
        };
        return Json.Sequence(
            $"{_id}-round",
            [],
            send,
            Json.Set(
                $"{_id}-run",
                _run,
                Json.Script(
                    "String",
                    $"{Get(_run)} || ({Get(_status)} >= 200 && {Get(_status)} < 300 ? ({Get(_state)} || {{}}).id : '') || ''"
                )
            ),
            Json.Set(
                $"{_id}-failures",
                _failures,
                Json.Script("Int32", $"{Get(_status)} >= 200 && {Get(_status)} < 300 ? 0 : {Get(_failures)} + 1")
            ),
            Json.Activity(
                $"{_id}-again",
                "Elsa.If",
                ("condition", Json.Script("Boolean", $"!({Ended}) && !({Refused})")),
                (
                    "then",
                    Json.Activity(
                        $"{_id}-wait",
                        "Elsa.Delay",
                        (
                            "timeSpan",
                            Json.Literal("TimeSpan", _options.PollInterval.ToString("c", CultureInfo.InvariantCulture))
                        )
                    )
                ),
                ("else", null)
            )
        );
    }

    private IEnumerable<(string Name, JsonObject Variable, JsonObject Value)> Inputs()
    {
        foreach (var input in _step.Inputs.Where(i => i.IsWrapped))
        {
            if (_activity[input.JsonName] is not JsonObject { } given || given["expression"] is not JsonObject)
                continue;
            yield return (
                input.Name,
                Json.Variable($"{_id}-in-{input.Name}", $"StepInput{input.Name}", "Object"),
                given.DeepClone().AsObject()
            );
        }
    }

    private IEnumerable<string> Raw() =>
        _step
            .Inputs.Where(i => !i.IsWrapped && _activity[i.JsonName] is not null)
            .Select(i => $"{Json.Quote(i.Name)}: {Json.Quote(_activity[i.JsonName])}");

    // What the step gave goes where the activity's outputs went: into variables, or out of the workflow.
    private IEnumerable<JsonObject> Results()
    {
        foreach (var output in _step.Outputs)
        {
            if (
                _activity[output.JsonName] is not JsonObject bound
                || bound["memoryReference"]?["id"]?.ToString() is not { Length: > 0 } target
            )
                continue;
            var value = Json.Script("Object", $"(({Get(_state)} || {{}}).outputs || {{}})[{Json.Quote(output.Name)}]");
            yield return ElsaServerExport.FindVariable(_activity, target) is { } variable
                ? Json.Set($"{_id}-out-{output.Name}", variable, value)
                : Json.Activity(
                    $"{_id}-out-{output.Name}",
                    "Elsa.SetOutput",
                    ("outputName", Json.Literal("String", target)),
                    ("outputValue", value)
                );
        }
    }

    private JsonObject Judge(JsonObject? outcome)
    {
        if (outcome is not null)
            return Json.Set($"{_id}-outcome", outcome, Json.Script("Boolean", Worked));
        var why = $"({Get(_state)} || {{}}).error || toJson(({Get(_state)} || {{}}).errors || null)";
        var fault = Json.Activity(
            $"{_id}-fault",
            "Elsa.Fault",
            ("code", Json.Literal("String", "step-failed")),
            ("category", Json.Literal("String", "Penstock")),
            (
                "message",
                Json.Script(
                    "String",
                    $"'The step ' + {Json.Quote(_step.TypeName)} + ' did not work (HTTP status ' + {Get(_status)} + ', run ' + ({Get(_run)} || 'none') + '): ' + ({why})"
                )
            )
        );
        return Json.Activity(
            $"{_id}-check",
            "Elsa.If",
            ("condition", Json.Script("Boolean", Worked)),
            ("then", null),
            ("else", fault)
        );
    }
}
