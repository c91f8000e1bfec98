using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Crash.Tests;

/// <summary>
/// A server that is killed while a hundred runs are under way, twice, and started again: all runs end well, and the effect of each
/// activity happened once. An effect is a request that another program answers; one that was under way at the kill is sent again with
/// the same <c>Idempotency-Key</c>, by which the other program knows it.
/// </summary>
public sealed class ServerKillTests : IAsyncLifetime
{
    private const int Runs = 100;
    private const int Steps = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly EffectServer _effects = new();
    private RetailSite _site = null!;
    private int _server;

    public async ValueTask InitializeAsync()
    {
        _site = await RetailSite.StartAsync([]);
        await _effects.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _effects.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task All_runs_of_a_killed_server_end_as_they_should_and_each_effect_happened_once()
    {
        using var client = await StartAsync(null);
        await AcceptAsync(
            await client.PostAsJsonAsync(
                "elsa/api/workflow-definitions",
                new JsonObject { ["model"] = Definition(), ["publish"] = true }
            )
        );
        foreach (var _ in Enumerable.Range(0, Runs))
            await AcceptAsync(
                await client.PostAsJsonAsync("elsa/api/workflow-definitions/effects/dispatch", new JsonObject())
            );

        foreach (var reached in new[] { Runs, Runs * 3 })
        {
            await WaitAsync(_effects.ReachAsync(reached), $"{reached} effects");
            Kill();
            (await StartAsync(client)).Dispose();
        }
        await EndAsync();

        Assert.Equal(
            (long)Runs,
            await CountAsync(
                "SELECT count(*) FROM workflow.run WHERE definition_id = 'effects' AND sub_status = 'Finished'"
            )
        );
        Assert.Equal(Runs * Steps, _effects.Effects.Count);
        Assert.All(_effects.Effects.Values, keys => Assert.Single(keys));
    }

    /// <summary>Starts the server as a process of its own and returns a client that may use it; the key is made at the first start.</summary>
    private async Task<HttpClient> StartAsync(HttpClient? before)
    {
        var info = JsonNode.Parse(
            Last(await CommandAsync("server", "start", "--listen", "http://127.0.0.1:0", "--json"))
        )!;
        _server = info["processId"]!.GetValue<int>();
        var authorization = before?.DefaultRequestHeaders.Authorization;
        if (authorization is null)
        {
            var key = JsonNode.Parse(
                Last(
                    await CommandAsync(
                        "apikeys",
                        "add",
                        "kill-test",
                        "--user",
                        "admin",
                        "-p",
                        "read:*",
                        "-p",
                        "write:*",
                        "-p",
                        "exec:*",
                        "-p",
                        "publish:*",
                        "--json"
                    )
                )
            )!;
            authorization = new AuthenticationHeaderValue("ApiKey", key["secret"]!.GetValue<string>());
        }
        return new HttpClient
        {
            BaseAddress = new Uri($"{info["address"]!.GetValue<string>()}/"),
            DefaultRequestHeaders = { Authorization = authorization },
        };
    }

    private void Kill()
    {
        if (_server == 0)
            return;
        try
        {
            using var process = Process.GetProcessById(_server);
            process.Kill();
            process.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It is gone.
        }
        _server = 0;
    }

    private async Task<string> CommandAsync(params string[] arguments)
    {
        var result = await CommandLine.RunAsync(
            "dotnet",
            [Repository.CommandLine, .. arguments, "--config", _site.ConfigurationFile]
        );
        Assert.True(result.ExitCode == 0, $"exit code {result.ExitCode}\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    // The first start prints the administrator's password before the data.
    private static string Last(string output) => output[output.IndexOf('{', StringComparison.Ordinal)..];

    private static async Task AcceptAsync(HttpResponseMessage response)
    {
        using (response)
            Assert.True(
                response.IsSuccessStatusCode,
                $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}"
            );
    }

    private async Task EndAsync()
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        await WaitAsync(LookAsync(), "the end of all runs");

        async Task LookAsync()
        {
            while (
                await CountAsync(
                    "SELECT count(*) FROM workflow.run WHERE definition_id = 'effects' AND status = 'Finished'"
                ) < Runs
            )
                await pause.WaitForNextTickAsync();
        }
    }

    private async Task WaitAsync(Task what, string name)
    {
        if (await Task.WhenAny(what, Task.Delay(Patience)) == what)
            return;
        await using var source = NpgsqlDataSource.Create(_site.Connection);
        await using var command = source.CreateCommand(
            "SELECT string_agg(sub_status || ' ' || n, ', ') FROM (SELECT sub_status, count(*) AS n FROM workflow.run GROUP BY 1) r"
        );
        var log = Directory
            .EnumerateFiles(Path.GetDirectoryName(_site.ConfigurationFile)!, "*.log", SearchOption.AllDirectories)
            .Where(f => f.Contains("server", StringComparison.Ordinal))
            .SelectMany(f => File.ReadLines(f).TakeLast(40));
        Assert.Fail(
            $"{name} never came: {_effects.Effects.Count} effects; runs: {await command.ExecuteScalarAsync()}\n{string.Join('\n', log)}"
        );
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_site.Connection);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Requests one after the other, with a wait in the middle that suspends the run.</summary>
    private JsonObject Definition()
    {
        var activities = new JsonArray();
        for (var i = 0; i < Steps; i++)
        {
            if (i == 2)
                activities.Add(Activity("wait", "Elsa.Delay", ("timeSpan", "00:00:00.5", "Literal")));
            activities.Add(
                Activity(
                    $"send{i}",
                    "Elsa.FlowSendHttpRequest",
                    ("url", _effects.Address.ToString(), "Literal"),
                    ("method", "POST", "Literal"),
                    ("content", $"{{\"run\": \"{{{{ WorkflowInstanceId }}}}\", \"step\": \"{i}\"}}", "Liquid"),
                    ("contentType", "application/json", "Literal")
                )
            );
        }
        var root = Activity("root", "Elsa.Sequence");
        root["activities"] = activities;
        return new JsonObject
        {
            ["definitionId"] = "effects",
            ["id"] = "effects-v1",
            ["name"] = "Effects",
            ["version"] = 1,
            ["root"] = root,
        };
    }

    private static JsonObject Activity(
        string id,
        string type,
        params (string Name, string Value, string Syntax)[] inputs
    )
    {
        var json = new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
        };
        foreach (var (name, value, syntax) in inputs)
            json[name] = new JsonObject
            {
                ["typeName"] = "Object",
                ["expression"] = new JsonObject { ["type"] = syntax, ["value"] = value },
            };
        return json;
    }
}
