using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities;

/// <summary>Makes activity objects from their JSON: constructor arguments from the services, inputs and outputs from the members.</summary>
internal sealed class ActivityFactory(ActivityRegistry registry)
{
    private readonly ConcurrentDictionary<Type, ObjectFactory> _constructors = [];

    /// <summary>Makes the activity and all inside it; adds each to <paramref name="byNode"/>.</summary>
    public IActivity Create(ActivityNode node, IServiceProvider services, Dictionary<IActivity, ActivityBlueprint> byNode)
    {
        if (!registry.TryFind(node.Type, node.Version, out var descriptor))
            throw new UsageException("No activity type of this name is installed", node.ToString(), "correct the \"type\", or install the library that has it");
        var construct = _constructors.GetOrAdd(descriptor.ClrType, static type => ActivatorUtilities.CreateFactory(type, []));
        var activity = (IActivity)construct(services, []);
        activity.Id = node.Id;
        activity.NodeId = node.NodeId;
        activity.Name = node.Name;
        activity.Type = descriptor.TypeName;
        activity.Version = descriptor.Version;
        activity.CustomProperties = node.Json.Object("customProperties") ?? [];
        byNode.Add(activity, new ActivityBlueprint(activity, node, descriptor));

        foreach (var input in descriptor.Inputs) SetInput(activity, node.Json, input);
        foreach (var output in descriptor.Outputs) SetOutput(activity, node.Json, output);
        SetChildren(activity, node, services, byNode);
        return activity;
    }

    private static void SetInput(IActivity activity, JsonObject json, InputDescriptor input)
    {
        var member = json[input.JsonName];
        if (!input.IsWrapped)
        {
            if (member is not null) input.Property.SetValue(activity, ValueConverter.Convert(member, input.ValueType));
            return;
        }

        var holder = (Input?)input.ValueOf(activity) ?? (Input)Activator.CreateInstance(input.HolderType)!;
        // A hand-written file may hold the bare value; servers drop it, people mean it.
        holder.Expression = member switch
        {
            JsonObject wrapped when wrapped.Object("expression") is { } expression => Expression.Read(expression),
            null or JsonObject => null,
            _ => Expression.Literal(member),
        } ?? holder.Expression ?? (input.DefaultValue is null ? null : Expression.Literal(input.DefaultValue));
        input.SetValue(activity, holder);
    }

    private static void SetOutput(IActivity activity, JsonObject json, OutputDescriptor output)
    {
        var holder = output.HolderOf(activity);
        holder.Name = output.Name;
        holder.MemoryReference = json.Object(output.JsonName)?.Object("memoryReference")?.Text("id");
    }

    private void SetChildren(IActivity activity, ActivityNode node, IServiceProvider services, Dictionary<IActivity, ActivityBlueprint> byNode)
    {
        var made = new Dictionary<JsonObject, IActivity>(ReferenceEqualityComparer.Instance);
        foreach (var child in node.Children) made.Add(child.Json, Create(child, services, byNode));
        foreach (var property in activity.GetType().GetProperties().Where(p => p.CanWrite && p.PropertyType == typeof(IActivity)))
        {
            if (node.Json[Naming.Camelize(property.Name)] is JsonObject slot && made.TryGetValue(slot, out var child))
                property.SetValue(activity, child);
        }
        if (activity is IContainer container)
        {
            container.Activities = [.. node.Json.Objects("activities").Select(j => made.GetValueOrDefault(j)).OfType<IActivity>()];
            container.Variables = [.. node.Variables];
        }
        if (activity is INodeAware aware) aware.Attach(node, made);
    }
}
