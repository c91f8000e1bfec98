using System.Reflection;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Descriptors;

/// <summary>Builds the descriptor of an activity class from its attributes and properties.</summary>
internal static class ActivityDescriber
{
    public static ActivityDescriptor Describe(Type type)
    {
        if (type.IsAbstract || !typeof(IActivity).IsAssignableFrom(type))
            throw new UsageException(
                "Only concrete classes that implement IActivity are activities",
                type.FullName,
                "derive it from CodeActivity"
            );
        var activity = type.GetCustomAttribute<ActivityAttribute>();
        var space = activity?.Namespace ?? type.Namespace ?? "Custom";
        var name = activity?.Type ?? type.Name;
        var properties = InDeclarationOrder(type);
        return new()
        {
            TypeName = $"{space}.{name}",
            Namespace = space,
            Name = name,
            Version = activity?.Version ?? 1,
            Category = activity?.Category ?? space.Split('.')[^1],
            DisplayName = activity?.DisplayName ?? Naming.Words(name),
            Description = activity?.Description,
            Kind = activity?.Kind ?? ActivityKind.Action,
            RunAsynchronously = activity?.RunAsynchronously ?? false,
            Inputs = [.. properties.Select(InputDescriber.Describe).OfType<InputDescriptor>().OrderBy(i => i.Order)],
            Outputs = [.. properties.Select(Output).OfType<OutputDescriptor>().OrderBy(o => o.Order)],
            Ports = [.. Flow(type), .. properties.Select(Slot).OfType<PortDescriptor>()],
            IsContainer = typeof(IContainer).IsAssignableFrom(type),
            IsBrowsable = activity?.IsBrowsable ?? true,
            IsStart = typeof(IStartNode).IsAssignableFrom(type),
            IsTerminal = typeof(ITerminalNode).IsAssignableFrom(type),
            CustomProperties = Resilience(activity),
            ClrType = type,
        };
    }

    // What works, and may be tried again; the Studio shows a tab for it then.
    private static JsonObject Resilience(ActivityAttribute? activity) =>
        activity is { Kind: ActivityKind.Task or ActivityKind.Job, Category: not "Composition" }
            ? new() { ["Resilient"] = true, ["ResilienceCategory"] = activity.Category == "HTTP" ? "HTTP" : "Default" }
            : [];

    private static IEnumerable<PortDescriptor> Flow(Type type) =>
        type.GetCustomAttribute<FlowNodeAttribute>()?.Outcomes.Select(o => new PortDescriptor(o, o, PortType.Flow))
        ?? [];

    private static PortDescriptor? Slot(PropertyInfo property, int index)
    {
        if (!typeof(IActivity).IsAssignableFrom(property.PropertyType))
            return null;
        var port = property.GetCustomAttribute<PortAttribute>();
        var name = port?.Name ?? property.Name;
        return new(name, port?.DisplayName ?? Naming.Words(name), PortType.Embedded, port?.IsBrowsable ?? true);
    }

    private static OutputDescriptor? Output(PropertyInfo property, int index)
    {
        if (!typeof(Output).IsAssignableFrom(property.PropertyType))
            return null;
        var output = property.GetCustomAttribute<OutputAttribute>();
        return new()
        {
            Name = property.Name,
            TypeName = Definitions.TypeAliases.NameOf(
                property.PropertyType.GetGenericArguments().FirstOrDefault() ?? typeof(object)
            ),
            DisplayName = output?.DisplayName ?? Naming.Words(property.Name),
            Description = output?.Description,
            Order = output is { Order: > 0 } ? output.Order : index,
            IsBrowsable = output?.IsBrowsable ?? true,
            IsSensitive = output?.IsSensitive ?? false,
            Property = property,
        };
    }

    // Base classes first, so that what a family of activities has in common leads in the editor.
    private static List<PropertyInfo> InDeclarationOrder(Type type)
    {
        var levels = new Stack<Type>();
        for (var t = type; t is not null && t != typeof(Activity) && t != typeof(object); t = t.BaseType)
            levels.Push(t);
        return
        [
            .. levels
                .SelectMany(t =>
                    t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                        .OrderBy(p => p.MetadataToken)
                )
                .Where(p => p.CanRead && p.CanWrite),
        ];
    }
}
