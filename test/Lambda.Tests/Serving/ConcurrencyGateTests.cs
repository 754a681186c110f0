using Gatehouse.Services.Lambda.Serving;

namespace Gatehouse.Lambda.Tests.Serving;

public sealed class ConcurrencyGateTests
{
    private readonly AccountConcurrency _account = new();

    [Fact]
    public void FunctionsWithoutReservation_ShareWhatReservationsLeave()
    {
        var (reserved, one, other) = (new ConcurrencyGate(_account) { Limit = 900 }, new ConcurrencyGate(_account), new ConcurrencyGate(_account));
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(Admission.Unreserved, one.TryEnter());
            Assert.Equal(Admission.Unreserved, other.TryEnter());
        }

        Assert.Equal(Admission.AccountFull, one.TryEnter());
        Assert.Equal(Admission.Reserved, reserved.TryEnter());

        other.Leave(Admission.Unreserved);
        Assert.Equal(Admission.Unreserved, one.TryEnter());

        reserved.Limit = null;
        Assert.Equal(Admission.Unreserved, one.TryEnter());
    }

    [Fact]
    public void Reservation_LimitsItsOwnFunctionAlone()
    {
        var (reserved, other) = (new ConcurrencyGate(_account) { Limit = 1 }, new ConcurrencyGate(_account));

        Assert.Equal(Admission.Reserved, reserved.TryEnter());
        Assert.Equal(Admission.ReservationFull, reserved.TryEnter());
        Assert.Equal(Admission.Unreserved, other.TryEnter());

        reserved.Leave(Admission.Reserved);
        Assert.Equal(Admission.Reserved, reserved.TryEnter());
    }

    [Fact]
    public void InvocationThatRunsWhenAReservationIsSet_LeavesTheAccountsShare()
    {
        var gate = new ConcurrencyGate(_account);
        var admission = gate.TryEnter();
        gate.Limit = 1;

        Assert.Equal(Admission.ReservationFull, gate.TryEnter());
        gate.Leave(admission);

        Assert.Equal(Admission.Reserved, gate.TryEnter());
        var other = new ConcurrencyGate(_account);
        for (var i = 0; i < 999; i++)
        {
            Assert.Equal(Admission.Unreserved, other.TryEnter());
        }

        Assert.Equal(Admission.AccountFull, other.TryEnter());
    }
}
