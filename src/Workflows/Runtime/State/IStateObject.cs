using System.Text.Json.Nodes;

namespace Penstock.Workflows.Runtime.State;

/// <summary>A property of an execution that is kept as an object and written as JSON only at commits.</summary>
internal interface IStateObject
{
    JsonNode Save();
}
