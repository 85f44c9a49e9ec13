using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Operations;

namespace HealthLedger.Tests.Api;

public sealed class HttpPartsTests
{
    [Theory]
    [InlineData(null, 15)]
    [InlineData("wait=3", 3)]
    [InlineData("wait=600", 60)]
    [InlineData("wait=0", 0)]
    [InlineData("Wait=\"4\"", 4)]
    [InlineData("return=minimal, wait=5", 5)]
    [InlineData("wait=5, wait=6", 5)]
    [InlineData("wait=-1", 15)]
    [InlineData("wait=soon", 15)]
    [InlineData("wait=9; respond-async", 0)]
    [InlineData("respond-async, wait=9", 0)]
    public void Prefer_says_how_long_to_wait(string? header, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Prefer.WaitOf(header));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    [InlineData(44_040_195)]
    public void A_cursor_is_a_position_and_safe_in_a_url(long position)
    {
        var cursor = Cursor.Of(position);
        Assert.Matches("^[A-Za-z0-9_-]{11}$", cursor);
        Assert.True(Cursor.TryRead(cursor, out var read));
        Assert.Equal(position, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("AAAAAAAAAA=")]
    [InlineData("AAAAAAAAAA!")]
    [InlineData("AAAAAAAAAAAA")]
    public void What_was_not_given_as_a_cursor_is_none(string text) => Assert.False(Cursor.TryRead(text, out _));

    [Fact]
    public void Every_status_that_a_framework_sets_has_a_problem_of_that_status() =>
        Assert.All([400, 401, 403, 404, 405, 413, 415, 429, 500, 503], status => Assert.Equal(status, ProblemMiddleware.OfStatus(status)?.Status));

    [Theory]
    [InlineData("Prescriptions[0].Quantity.Value", "prescriptions[0].quantity.value")]
    [InlineData("Name", "name")]
    [InlineData("", "")]
    public void Failures_are_named_as_the_json_has_them(string property, string field) => Assert.Equal(field, Validation.CamelCase(property));

    [Theory]
    [InlineData("short", "A password has")]
    [InlineData("reg-7k3m9qx2td4-c", "The identifier")]
    [InlineData("the present password", "This is the present")]
    [InlineData("twelve chars", null)]
    public void A_password_must_be_one(string password, string? fault) =>
        Assert.StartsWith(fault ?? "fine", Passwords.Fault(password, "REG-7K3M9QX2TD4-C", "the present password") ?? "fine", StringComparison.Ordinal);

    [Fact]
    public void Temporary_passwords_can_be_read_out_and_differ()
    {
        var some = Enumerable.Range(0, 100).Select(_ => Passwords.Temporary()).ToList();
        Assert.All(some, text => Assert.Matches("^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$", text));
        Assert.Equal(100, some.Distinct().Count());
    }

    [Fact]
    public void All_problems_have_a_code_once() => Assert.Equal(Problems.All.Count, Problems.All.Select(problem => problem.Code).Distinct().Count());
}
