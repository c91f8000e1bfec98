using Penstock.Server.Access;

namespace Penstock.Server.Elsa.Definitions;

/// <summary>What a caller may do with definitions, found out once for a whole list.</summary>
internal readonly record struct DefinitionRights(bool Write, bool Publish, bool Retract, bool Delete, bool Execute)
{
    public static DefinitionRights Of(ICurrentUser user)
    {
        var write = user.Has(Permissions.WriteDefinitions);
        return new(
            write,
            write && user.Has(Permissions.PublishDefinitions),
            write && user.Has(Permissions.RetractDefinitions),
            write && user.Has(Permissions.DeleteDefinitions),
            user.Has(Permissions.ExecuteDefinitions)
        );
    }
}
