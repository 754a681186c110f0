using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Gatehouse.Server;
using Gatehouse.Storage;

namespace Gatehouse.Conformance.Tests;

/// <summary>
/// A row that an earlier version wrote lacks the members that came since. The generated readers set those that have an
/// <c>init</c> to null, whatever their initializer says.
/// </summary>
public sealed class StoredRowTests
{
    public static TheoryData<string, string> Collections()
    {
        var data = new TheoryData<string, string>();
        foreach (var property in Rows().SelectMany(KeptCollections))
        {
            data.Add(property.DeclaringType!.AssemblyQualifiedName!, property.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Collections))]
    public void CollectionMissingInRow_IsEmpty(string type, string name)
    {
        var property = Type.GetType(type, throwOnError: true)!.GetProperty(name)!;
        var row = RuntimeHelpers.GetUninitializedObject(property.DeclaringType!);
        property.SetValue(row, null);
        Assert.NotNull(property.GetValue(row));
    }

    // Every T of a Table<T>, and what stands in it.
    private static HashSet<Type> Rows()
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var folder = Path.GetDirectoryName(typeof(Composition).Assembly.Location)!;
        var types = Directory.EnumerateFiles(folder, "Gatehouse.Services.*.dll").Select(Assembly.LoadFrom).SelectMany(assembly => assembly.GetTypes());
        var rows = new HashSet<Type>();
        foreach (var field in types.SelectMany(type => type.GetFields(own)).Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Table<>)))
        {
            Add(field.FieldType.GetGenericArguments()[0]);
        }

        return rows;

        void Add(Type type)
        {
            foreach (var argument in type.GetGenericArguments())
            {
                Add(argument);
            }

            if (type.Namespace?.StartsWith("Gatehouse.", StringComparison.Ordinal) == true && rows.Add(type))
            {
                foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    Add(property.PropertyType);
                }
            }
        }
    }

    private static IEnumerable<PropertyInfo> KeptCollections(Type row)
    {
        var nullability = new NullabilityInfoContext();
        var parameters = row.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name).ToHashSet();
        return row.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property =>
            typeof(IEnumerable).IsAssignableFrom(property.PropertyType) && property.PropertyType != typeof(string)
            && property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true
            && property.GetCustomAttribute<RequiredMemberAttribute>() is null && !parameters.Contains(property.Name)
            && nullability.Create(property).WriteState == NullabilityState.NotNull);
    }
}
