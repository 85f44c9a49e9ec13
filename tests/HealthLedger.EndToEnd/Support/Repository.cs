namespace HealthLedger.EndToEnd.Support;

/// <summary>Where things are in the checkout these tests were built from.</summary>
static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The gateway as it was built beside these tests, in the same configuration.</summary>
    public static string ApiAssembly { get; } = Path.Combine(
        Root, "src", "HealthLedger.Api", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
        new DirectoryInfo(AppContext.BaseDirectory).Name, "HealthLedger.Api.dll");

    static string Find(DirectoryInfo? directory)
    {
        for (; directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "HealthLedger.sln"))) return directory.FullName;
        throw new InvalidOperationException("The tests run from a checkout of the repository.");
    }
}
