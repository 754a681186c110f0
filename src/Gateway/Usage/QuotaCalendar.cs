namespace Gatehouse.Gateway.Usage;

/// <summary>Calendar periods in UTC, each named by its first day (days since 1970-01-01).</summary>
public static class QuotaCalendar
{
    public static int DayOf(DateTimeOffset moment) => (int)(moment.ToUnixTimeSeconds() / 86400);

    /// <summary>The first day of the period that a day lies in. A week starts on Sunday; where AWS starts it is not documented.</summary>
    public static int PeriodStart(QuotaPeriod period, int day) => period switch
    {
        QuotaPeriod.Day => day,
        QuotaPeriod.Week => day - (int)DateOf(day).DayOfWeek,
        _ => day - DateOf(day).Day + 1,
    };

    /// <summary>The first day after the period that a day lies in.</summary>
    public static int PeriodEnd(QuotaPeriod period, int day) => period switch
    {
        QuotaPeriod.Day => day + 1,
        QuotaPeriod.Week => PeriodStart(period, day) + 7,
        _ => PeriodStart(period, day) + DateTime.DaysInMonth(DateOf(day).Year, DateOf(day).Month),
    };

    public static DateOnly DateOf(int day) => DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + day);

    public static int DayOf(DateOnly date) => date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
