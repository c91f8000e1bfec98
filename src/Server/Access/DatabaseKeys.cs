using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Penstock.Core.Metadata;

namespace Penstock.Server.Access;

/// <summary>
/// Data-protection keys in <c>server.data_protection_key</c>. They sign form tokens only; sessions and API keys do not depend
/// on them.
/// </summary>
internal sealed class DatabaseKeys(MetadataStore store, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = store.DataSource.OpenConnection();
        return
        [
            .. connection
                .Query<string>("SELECT xml FROM server.data_protection_key ORDER BY created_at")
                .Select(x => XElement.Parse(x)),
        ];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = store.DataSource.OpenConnection();
        connection.Execute(
            "INSERT INTO server.data_protection_key (name, xml, created_at) VALUES (@friendlyName, @xml, @at) ON CONFLICT (name) DO UPDATE SET xml = excluded.xml",
            new
            {
                friendlyName,
                xml = element.ToString(SaveOptions.DisableFormatting),
                at = time.GetUtcNow().UtcDateTime,
            }
        );
    }
}
