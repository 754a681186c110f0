namespace Gatehouse.Access;

/// <summary>
/// ArnLike of the IAM policy language: <c>*</c> and <c>?</c> match within one of the six colon-separated parts, and
/// freely within the last one. See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN.
/// </summary>
public static class ArnPattern
{
    public static bool Matches(string pattern, string arn)
    {
        var wanted = pattern.Split(':', 6);
        var actual = arn.Split(':', 6);
        if (wanted.Length != 6 || actual.Length != 6)
        {
            return pattern == "*";
        }

        for (var i = 0; i < 6; i++)
        {
            if (!Wildcard.Matches(wanted[i], actual[i]))
            {
                return false;
            }
        }

        return true;
    }
}
