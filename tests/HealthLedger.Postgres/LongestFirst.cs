using HealthLedger.Postgres.Replicas;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(HealthLedger.Postgres.LongestFirst))]

namespace HealthLedger.Postgres;

/// <summary>The pair's matrix takes longer than any other test: begun last, it would keep the run waiting for it alone.</summary>
sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => collection.TestCollectionDisplayName.Contains(nameof(PairMatrixTests), StringComparison.Ordinal))];
}
