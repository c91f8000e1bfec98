namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>What a port is.</summary>
public enum PortType
{
    /// <summary>An outcome that arrows leave from.</summary>
    Flow,

    /// <summary>A slot that holds one activity.</summary>
    Embedded,
}
