using System.Text;
using Gatehouse.Gateway.Validation;

namespace Gatehouse.Gateway.Tests.Validation;

// source: JSON Schema draft 4; the words are those of the validator that AWS uses, as its documentation and users quote them
public sealed class SchemaTests
{
    [Theory]
    [InlineData("""{"type":"object"}""", "{}", "")]
    [InlineData("""{"type":"object"}""", "[]", """instance type (array) does not match any allowed primitive type (allowed: ["object"])""")]
    [InlineData("""{"type":["string","integer"]}""", "1.5", """instance type (number) does not match any allowed primitive type (allowed: ["integer","string"])""")]
    [InlineData("""{"type":"number"}""", "1", "")]
    [InlineData("""{"required":["b","a"]}""", "{}", """object has missing required properties (["a","b"])""")]
    [InlineData("""{"required":["a"]}""", "1", "")] // asks nothing of what is no object
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", """{"a":"x"}""", """instance type (string) does not match any allowed primitive type (allowed: ["integer"])""")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"c":1,"b":1}""", """object instance has properties which are not allowed by the schema: ["b","c"]""")]
    [InlineData("""{"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":{"type":"integer"}}""", """{"x-a":"b","n":1}""", "")]
    [InlineData("""{"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":{"type":"integer"}}""", """{"n":true}""", """instance type (boolean) does not match any allowed primitive type (allowed: ["integer"])""")]
    [InlineData("""{"minProperties":2}""", """{"a":1}""", "object has too few properties (found 1 but schema requires at least 2)")]
    [InlineData("""{"maxProperties":0}""", """{"a":1}""", "object has too many properties (found 1 but schema requires at most 0)")]
    [InlineData("""{"dependencies":{"a":["b"]}}""", """{"a":1}""", """property "a" of object has missing property dependencies (schema requires ["b"]; missing: ["b"])""")]
    [InlineData("""{"dependencies":{"a":{"required":["b"]}}}""", """{"a":1}""", """object has missing required properties (["b"])""")]
    [InlineData("""{"enum":["a",{"x":1,"y":2}]}""", """{"y":2.0,"x":1}""", "")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", """instance value ("c") not found in enum (possible values: ["a","b"])""")]
    [InlineData("""{"minimum":1}""", "0", "numeric instance is lower than the required minimum (minimum: 1, found: 0)")]
    [InlineData("""{"minimum":1,"exclusiveMinimum":true}""", "1", "numeric instance is not strictly greater than the required minimum 1")]
    [InlineData("""{"maximum":1.5}""", "2", "numeric instance is greater than the required maximum (maximum: 1.5, found: 2)")]
    [InlineData("""{"maximum":1,"exclusiveMaximum":true}""", "1.0", "numeric instance is not strictly lower than the required maximum 1")]
    [InlineData("""{"multipleOf":0.1}""", "0.3", "")]
    [InlineData("""{"multipleOf":2}""", "5", "remainder of division is not zero (5 / 2)")]
    [InlineData("""{"minLength":2}""", "\"\ud83d\ude00\"", "string \"\ud83d\ude00\" is too short (length: 1, required minimum: 2)")] // one character, two halves
    [InlineData("""{"maxLength":1}""", "\"ab\"", "string \"ab\" is too long (length: 2, maximum allowed: 1)")]
    [InlineData("""{"pattern":"^a+$"}""", "\"ab\"", "ECMA 262 regex \"^a+$\" does not match input string \"ab\"")]
    [InlineData("""{"pattern":"(?=b)"}""", "\"ab\"", "")]
    [InlineData("""{"format":"email"}""", "\"a\"", "string \"a\" is not a valid email address")]
    [InlineData("""{"format":"date-time"}""", "\"2025-01-01T10:00:00Z\"", "")]
    [InlineData("""{"format":"date-time"}""", "\"T\"", "string \"T\" is not a valid date-time")]
    [InlineData("""{"format":"of nobody's"}""", "\"T\"", "")]
    [InlineData("""{"minItems":1,"items":{"type":"string"}}""", "[]", "array is too short: must have at least 1 elements but instance has 0 elements")]
    [InlineData("""{"maxItems":1}""", "[1,2]", "array is too long: must have at most 1 elements but instance has 2 elements")]
    [InlineData("""{"uniqueItems":true}""", "[1,1.0]", "array must not contain duplicate elements")]
    [InlineData("""{"items":[{"type":"string"}],"additionalItems":false}""", """["a",1]""", "array only allows 1 elements")]
    [InlineData("""{"items":[{"type":"string"}],"additionalItems":{"type":"null"}}""", """["a",null]""", "")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":3}]}""", "5", "instance failed to match all required schemas (matched only 1 out of 2)")]
    [InlineData("""{"anyOf":[{"minimum":9},{"maximum":3}]}""", "5", "instance failed to match at least one required schema among 2")]
    [InlineData("""{"oneOf":[{"minimum":1},{"maximum":9}]}""", "5", "instance failed to match exactly one schema (matched 2 out of 2)")]
    [InlineData("""{"not":{"type":"string"}}""", "\"a\"", "instance matched a schema which it should not have")]
    [InlineData("""{"definitions":{"id":{"type":"integer"}},"properties":{"id":{"$ref":"#/definitions/id"}}}""", """{"id":1}""", "")]
    [InlineData("""{"properties":{"next":{"$ref":"#"}},"required":["n"]}""", """{"n":1,"next":{"n":2,"next":{}}}""", """object has missing required properties (["n"])""")]
    [InlineData("""{"$ref":"https://apigateway.amazonaws.com/restapis/abc/models/Other"}""", "5", """instance type (integer) does not match any allowed primitive type (allowed: ["string"])""")]
    [InlineData("""{"required":["a"],"properties":{"b":{"type":"null"}}}""", """{"b":1}""", """object has missing required properties (["a"])|instance type (integer) does not match any allowed primitive type (allowed: ["null"])""")]
    [InlineData("{}", "{\"a\":\"\\ud800\"}", "")]
    [InlineData("""{"properties":{"a":{"minLength":1}}}""", "{\"a\":\"\\ud800\"}", "the body is not JSON")]
    [InlineData("{}", "{", "the body is not JSON")]
    [InlineData("{}", "", "the body is empty")]
    public void Keyword_FindsWhatIsWrong(string schema, string body, string expected)
    {
        Assert.Equal(expected, string.Join('|', Problems(schema, body)));
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}""")] // twice as many ways at each step
    public void SchemaWithoutEnd_EndsAllTheSame(string schema)
    {
        Assert.NotEmpty(Problems(schema, "{}"));
    }

    [Theory]
    [InlineData("""{"type":1}""")]
    [InlineData("""{"minLength":"3"}""")]
    [InlineData("""{"properties":[]}""")]
    [InlineData("""{"items":3}""")]
    [InlineData("""{"pattern":"("}""")]
    [InlineData("""{"$ref":"#/definitions/none"}""")]
    [InlineData("""{"$ref":"http://example.com/schema"}""")]
    [InlineData("""{"$ref":"https://apigateway.amazonaws.com/restapis/abc/models/None"}""")]
    public void WrongSchema_IsNamed(string schema)
    {
        Assert.NotNull(Model(schema).Fault);
    }

    private static IReadOnlyList<string> Problems(string schema, string body) => Model(schema).Problems(Encoding.UTF8.GetBytes(body));

    private static BodyModel Model(string schema) =>
        BodyModel.Of("Model", new SchemaSet(new Dictionary<string, string> { ["Model"] = schema, ["Other"] = """{"type":"string"}""" }));
}
