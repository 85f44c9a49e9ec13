namespace HealthLedger.Tests;

/// <summary>Publishers' real files, which are not the project's to ship: in the directory that HEALTHLEDGER_SHARED names, else beside the repository.</summary>
static class SharedFiles
{
    /// <summary>Where the file is; the test is skipped where it is not.</summary>
    public static string Require(string folder, string file)
    {
        var path = Path.Combine(Root(), folder, file);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there: the publisher's file is needed.");
        return path;
    }

    static string Root()
    {
        if (Environment.GetEnvironmentVariable("HEALTHLEDGER_SHARED") is { Length: > 0 } named) return named;
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "HealthLedger.sln"))) return Path.Combine(directory.Parent?.FullName ?? "/", "shared");
        return "shared";
    }
}
