using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Penstock.Core.Metadata;

namespace Penstock.Server.Access;

/// <summary>Puts the keys of the forms' tokens into the database, so that restarts and several servers share them.</summary>
internal sealed class DatabaseKeysSetup(MetadataStore store, TimeProvider time)
    : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) => options.XmlRepository = new DatabaseKeys(store, time);
}
