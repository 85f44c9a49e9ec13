using System.Text;

namespace HealthLedger.EndToEnd.Support;

static class Files
{
    /// <summary>Whether the file holds the text as UTF-8, anywhere.</summary>
    public static async Task<bool> ContainsAsync(string path, string text)
    {
        // The gateway has the file open for writing.
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.GetBuffer().AsSpan(0, (int)memory.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }
}
