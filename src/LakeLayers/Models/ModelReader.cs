using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models.Templates;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>Makes a model of its file and what its rendering told.</summary>
internal static class ModelReader
{
    public static Model Make(
        ModelFile file,
        RenderedTemplate rendered,
        IReadOnlyDictionary<TableName, DataContract> contracts
    )
    {
        var header =
            rendered.Config.Count == 0
                ? file.Header
                : ModelHeader.Read(rendered.ConfigMap(file.File, file.Text), file.Header);
        header.Check(file.File);
        foreach (var source in rendered.Sources)
            TableName.Parse(source);
        var trimmed = rendered with
        {
            Modes = [.. rendered.Modes.Select(m => m with { Sql = m.Sql.TrimEnd().TrimEnd(';').TrimEnd() })],
        };
        var model = new Model(file, header, trimmed, contracts.GetValueOrDefault(file.Table));
        if (header.AccountsFor is { } main && !model.Inputs.Contains(main))
            throw new UsageException(
                $"accounts_for names {main}, which the model does not read",
                $"{file.File}:1",
                "mend the header and run again"
            );
        if (header.Materialized == Materialization.View && model.Contract is { } contract)
            throw new UsageException(
                $"A view's rows are not checked against a contract ({contract.File}): they are not kept",
                file.File,
                "take the contract away, or materialise the model as a table"
            );
        if (
            model.Contract?.Columns.FirstOrDefault(c =>
                c.Privacy is { Method: ProtectionMethod.Mask } && header.UniqueKey.Contains(c.Name)
            ) is
            { } masked
        )
            throw new UsageException(
                $"The unique_key names a masked column ({masked.Name}): different values have the same mask",
                $"{model.Contract.File}:{masked.Privacy!.Line}",
                "hash or tokenise it"
            );
        return model;
    }
}
