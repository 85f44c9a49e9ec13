using HealthLedger.EndToEnd.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace HealthLedger.EndToEnd.Support;

/// <summary>What takes longest goes first: begun last, it would keep the run waiting for it alone.</summary>
sealed class LongestFirst : ITestCollectionOrderer
{
    static readonly string[] longest = ["MatrixTests", "Restart.RebuildTests", "StoreFaultTests", "RestartTests", "PlanTests"];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(PlaceOf)];

    static int PlaceOf<TTestCollection>(TTestCollection collection) where TTestCollection : ITestCollection =>
        Array.FindIndex(longest, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is >= 0 and var place ? place : longest.Length;
}
