using HealthLedger.EndToEnd.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace HealthLedger.EndToEnd.Support;

/// <summary>A matrix of kills takes longer than any other test: begun last, it would keep the run waiting for it alone.</summary>
sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => collection.TestCollectionDisplayName.Contains("MatrixTests", StringComparison.Ordinal))];
}
