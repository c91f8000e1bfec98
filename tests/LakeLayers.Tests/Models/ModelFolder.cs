using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>A workflow's folder in the making.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly TestFolder _folder = new();

    public ModelFolder() => Directory.CreateDirectory(_folder["models"]);

    public string Path => _folder.Path;

    public ModelFolder Model(string table, string sql) => Write($"models/{table.Replace('.', '/')}.sql", sql);

    public ModelFolder Contract(string table, string schema) =>
        Write(
            $"contracts/{table}.yml",
            $"""
            apiVersion: v3.1.0
            kind: DataContract
            id: {table}
            version: 1.0.0
            status: active
            schema:
              - name: {table.Split('.')[1]}
            {string.Join('\n', schema.Split('\n').Select(l => "    " + l))}
            """
        );

    public ModelFolder Write(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], text);
        return this;
    }

    public void Clear()
    {
        Directory.Delete(Path, recursive: true);
        Directory.CreateDirectory(_folder["models"]);
    }

    public Task<ModelProject> LoadAsync(Dictionary<string, string>? variables = null) =>
        ModelProject.LoadAsync(Path, variables);

    public void Dispose() => _folder.Dispose();
}
