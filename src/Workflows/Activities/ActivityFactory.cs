using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Activities;

/// <summary>
/// Makes activity objects from their JSON: constructor arguments from the services, inputs and outputs from the members.
/// </summary>
internal sealed class ActivityFactory(ActivityRegistry registry)
{
    private readonly ConcurrentDictionary<Type, ObjectFactory> _constructors = [];

    /// <summary>
    /// Makes the activity and all inside it; adds each to <paramref name="byNode"/>. One that cannot be made is there all the
    /// same and says why
    /// when it is reached.
    /// </summary>
    public IActivity Create(
        ActivityNode node,
        IServiceProvider services,
        Dictionary<IActivity, ActivityBlueprint> byNode
    )
    {
        var (activity, descriptor, fault) = Construct(node, services);
        activity.Id = node.Id;
        activity.NodeId = node.NodeId;
        activity.Name = node.Name;
        activity.Type = descriptor.TypeName;
        activity.Version = descriptor.Version;
        activity.CustomProperties = node.Json.Object("customProperties") ?? [];
        try
        {
            if (fault is null)
                foreach (var input in descriptor.Inputs)
                    SetInput(activity, node.Json, input);
        }
        catch (UsageException e)
        {
            fault = new UsageException(e.What, $"{e.Subject}, {node}", e.Next, e);
        }
        foreach (var output in descriptor.Outputs)
            SetOutput(activity, node.Json, output);
        byNode.Add(activity, new ActivityBlueprint(activity, node, descriptor) { Fault = fault });
        SetChildren(activity, node, services, byNode);
        return activity;
    }

    private (IActivity, ActivityDescriptor, Exception?) Construct(ActivityNode node, IServiceProvider services)
    {
        Exception fault;
        if (registry.TryFind(node.Type, node.Version, out var descriptor))
        {
            try
            {
                return (
                    (IActivity)
                        _constructors.GetOrAdd(
                            descriptor.ClrType,
                            static type => ActivatorUtilities.CreateFactory(type, [])
                        )(services, []),
                    descriptor,
                    null
                );
            }
            catch (InvalidOperationException e)
            {
                fault = new PenstockException(
                    $"The activity cannot be made ({e.Message})",
                    node.ToString(),
                    next: "register the service that its constructor asks for"
                );
            }
        }
        else
        {
            var near = registry.Near(node.Type).ToList();
            fault = new UsageException(
                "No activity type of this name is installed",
                node.ToString(),
                near.Count == 0
                    ? "install the library that has it, or replace the activity"
                    : $"did you mean {string.Join(" or ", near)}?"
            );
        }
        if (!registry.TryFind(NotFound.TypeName, 1, out var stand))
            throw fault;
        return (new NotFoundActivity { MissingTypeName = node.Type, MissingTypeVersion = node.Version }, stand, fault);
    }

    private static void SetInput(IActivity activity, JsonObject json, InputDescriptor input)
    {
        var member = json[input.JsonName];
        if (!input.IsWrapped)
        {
            if (member is not null)
                input.Property.SetValue(activity, ValueConverter.Convert(member, input.ValueType));
            return;
        }

        var holder = (Input?)input.ValueOf(activity) ?? (Input)Activator.CreateInstance(input.HolderType)!;
        // A hand-written file may hold the bare value; servers drop it, people mean it.
        holder.Expression =
            member switch
            {
                JsonObject wrapped when wrapped.Object("expression") is { } expression => Expression.Read(expression),
                null or JsonObject => null,
                _ => Expression.Literal(member),
            }
            ?? holder.Expression
            ?? (input.DefaultValue is null ? null : Expression.Literal(input.DefaultValue));
        input.SetValue(activity, holder);
    }

    private static void SetOutput(IActivity activity, JsonObject json, OutputDescriptor output)
    {
        var holder = output.HolderOf(activity);
        holder.Name = output.Name;
        holder.MemoryReference = json.Object(output.JsonName)?.Object("memoryReference")?.Text("id");
    }

    private void SetChildren(
        IActivity activity,
        ActivityNode node,
        IServiceProvider services,
        Dictionary<IActivity, ActivityBlueprint> byNode
    )
    {
        var made = new Dictionary<JsonObject, IActivity>(ReferenceEqualityComparer.Instance);
        foreach (var child in node.Children)
            made.Add(child.Json, Create(child, services, byNode));
        foreach (
            var property in activity
                .GetType()
                .GetProperties()
                .Where(p => p.CanWrite && p.PropertyType == typeof(IActivity))
        )
        {
            if (node.Json[Naming.Camelize(property.Name)] is JsonObject slot && made.TryGetValue(slot, out var child))
                property.SetValue(activity, child);
        }
        if (activity is IContainer container)
        {
            container.Activities =
            [
                .. node.Json.Objects("activities").Select(j => made.GetValueOrDefault(j)).OfType<IActivity>(),
            ];
            container.Variables = [.. node.Variables];
        }
        if (activity is INodeAware aware)
            aware.Attach(node, made);
    }
}
