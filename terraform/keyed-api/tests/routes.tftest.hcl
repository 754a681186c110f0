# terraform test: needs no account and no server.
mock_provider "aws" {
  mock_resource "aws_api_gateway_rest_api" {
    defaults = {
      execution_arn    = "arn:aws:execute-api:us-east-1:000000000000:abc"
      root_resource_id = "root"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::000000000000:role/jobs-role"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/jobs"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  name      = "jobs"
  image_uri = "localhost:4566/jobs:1"

  routes = {
    "POST /jobs"                      = {}
    "GET /jobs/{jobId}"               = {}
    "ANY /"                           = { api_key_required = false }
    "DELETE /jobs/{jobId}/log/{line}" = { authorization = "AWS_IAM" }
    "ANY /a/b/c/d/e/{rest+}"          = {}
  }
}

run "resources_on_the_way_are_made_once" {
  assert {
    condition     = keys(aws_api_gateway_resource.depth_1) == ["/a", "/jobs"]
    error_message = "first segments"
  }

  assert {
    condition     = keys(aws_api_gateway_resource.depth_2) == ["/a/b", "/jobs/{jobId}"]
    error_message = "second segments"
  }

  assert {
    condition     = aws_api_gateway_resource.depth_4["/jobs/{jobId}/log/{line}"].path_part == "{line}"
    error_message = "the last segment names the resource"
  }

  assert {
    condition     = aws_api_gateway_resource.depth_4["/jobs/{jobId}/log/{line}"].parent_id == aws_api_gateway_resource.depth_3["/jobs/{jobId}/log"].id
    error_message = "the parent is the resource on the way"
  }

  assert {
    condition     = keys(aws_api_gateway_resource.depth_6) == ["/a/b/c/d/e/{rest+}"]
    error_message = "six segments"
  }
}

run "each_route_has_its_method_and_its_permission" {
  assert {
    condition     = aws_api_gateway_method.route["ANY /"].resource_id == "root" && !aws_api_gateway_method.route["ANY /"].api_key_required
    error_message = "the root, without a key"
  }

  assert {
    condition     = aws_api_gateway_method.route["GET /jobs/{jobId}"].api_key_required && aws_api_gateway_method.route["GET /jobs/{jobId}"].authorization == "NONE"
    error_message = "a key unless it is switched off"
  }

  assert {
    condition     = join(" ", keys(aws_api_gateway_method.route["DELETE /jobs/{jobId}/log/{line}"].request_parameters)) == "method.request.path.jobId method.request.path.line"
    error_message = "path parameters"
  }

  assert {
    condition     = aws_lambda_permission.route["GET /jobs/{jobId}"].source_arn == "arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/jobs/*"
    error_message = "one route's permission"
  }

  assert {
    condition     = aws_lambda_permission.route["ANY /"].source_arn == "arn:aws:execute-api:us-east-1:000000000000:abc/*/*/"
    error_message = "any method of the root"
  }

  assert {
    condition     = aws_lambda_permission.route["ANY /a/b/c/d/e/{rest+}"].source_arn == "arn:aws:execute-api:us-east-1:000000000000:abc/*/*/a/b/c/d/e/*"
    error_message = "a greedy route's permission"
  }
}

run "plan_without_limits_has_none" {
  assert {
    condition     = length(aws_api_gateway_usage_plan.this.throttle_settings) == 0 && length(aws_api_gateway_usage_plan.this.quota_settings) == 0
    error_message = "no limits by default"
  }
}

run "limits_reach_the_plan" {
  variables {
    throttle = { rate_limit = 5, burst_limit = 10 }
    quota    = { limit = 1000, period = "MONTH" }
  }

  assert {
    condition     = one(aws_api_gateway_usage_plan.this.throttle_settings).burst_limit == 10
    error_message = "throttle"
  }

  assert {
    condition     = one(aws_api_gateway_usage_plan.this.quota_settings).period == "MONTH"
    error_message = "quota"
  }
}

run "route_without_a_method_is_refused" {
  command = plan

  variables {
    routes = { "/jobs" = {} }
  }

  expect_failures = [var.routes]
}

run "greedy_segment_in_the_middle_is_refused" {
  command = plan

  variables {
    routes = { "GET /a/{rest+}/b" = {} }
  }

  expect_failures = [var.routes]
}

run "path_that_is_too_deep_is_refused" {
  command = plan

  variables {
    routes = { "GET /1/2/3/4/5/6/7" = {} }
  }

  expect_failures = [var.routes]
}

run "period_that_is_none_is_refused" {
  command = plan

  variables {
    quota = { limit = 1, period = "YEAR" }
  }

  expect_failures = [var.quota]
}
