using System.Globalization;
using HealthLedger.Core;
using HealthLedger.Core.Insurance;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Tests.Core;

public sealed class BusinessCalendarTests
{
    static readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo");
    static readonly BusinessCalendar calendar = new(CoverageRules.Shipped, new Clock(TimeProvider.System, zone));

    [Theory]
    [InlineData("2024-03-31"), InlineData("2025-04-20"), InlineData("2026-04-05"), InlineData("2027-03-28"), InlineData("2038-04-25"), InlineData("2285-03-22")]
    public void Easter_is_where_the_almanac_has_it(string day) => Assert.Equal(Day(day), BusinessCalendar.Easter(Day(day).Year));

    [Theory]
    [InlineData("2026-04-03", false)] // Good Friday
    [InlineData("2026-04-21", false)]
    [InlineData("2026-11-20", false)]
    [InlineData("2023-11-20", true)] // before Lei 14.759/2023
    [InlineData("2026-11-28", false)] // Saturday
    [InlineData("2026-11-27", true)]
    public void Holidays_and_weekends_are_no_business_days(string day, bool business) => Assert.Equal(business, calendar.IsBusinessDay(Day(day)));

    [Theory]
    [InlineData("2026-11-27T12:00:00-03:00", 1, "2026-11-30")] // Friday to Monday
    [InlineData("2026-12-22T12:00:00-03:00", 3, "2026-12-28")] // over Christmas and a weekend
    [InlineData("2026-04-01T23:59:00-03:00", 5, "2026-04-09")] // over Good Friday
    [InlineData("2026-11-27T01:30:00Z", 1, "2026-11-27")] // Thursday evening in the zone
    public void A_term_ends_at_the_end_of_its_last_business_day_in_the_zone(string from, int days, string last)
    {
        var end = calendar.After(DateTimeOffset.Parse(from, CultureInfo.InvariantCulture), days);
        Assert.Equal($"{last}T23:59:59", TimeZoneInfo.ConvertTime(end, zone).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void No_days_are_at_once()
    {
        var now = DateTimeOffset.UtcNow;
        Assert.Equal(now, calendar.After(now, 0));
    }

    [Fact]
    public void The_norm_is_the_one_in_force_on_the_day_of_the_request()
    {
        Assert.Equal("RN ANS 623/2024", CoverageRules.Shipped.AnswersOn(Day("2025-07-01"))!.Norm);
        Assert.Equal("RN ANS 395/2016", CoverageRules.Shipped.AnswersOn(Day("2025-06-30"))!.Norm);
        Assert.Null(CoverageRules.Shipped.AnswersOn(Day("2010-01-01")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"answers":[{"norm":"X","from":"2020-01-01","businessDays":{"urgent":0}}],"attendance":[],"holidays":[]}""")]
    [InlineData("""{"answers":[],"attendance":[],"holidays":[{"month":2,"day":30,"name":"Never","law":"X"}]}""")]
    public void A_file_that_is_none_of_the_form_ends_the_start_in_a_sentence(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            Assert.StartsWith("HealthLedger:CoverageRules ", Assert.Throws<CannotStartException>(() => CoverageRules.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Another_country_brings_its_own()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """
                {"answers":[{"norm":"Ley 1","from":"2020-01-01","businessDays":{"laboratory":1,"ambulatory":2,"highComplexity":3,"urgent":0}}],
                 "attendance":[],"holidays":[{"month":7,"day":9,"name":"Independencia","law":"Ley 2"}]}
                """);
            var theirs = new BusinessCalendar(CoverageRules.Read(path), new Clock(TimeProvider.System, zone));
            Assert.False(theirs.IsBusinessDay(Day("2026-07-09")));
            Assert.True(theirs.IsBusinessDay(Day("2026-11-20")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
