locals {
  routes = {
    for route, settings in var.routes : route => merge(settings, {
      method = split(" ", route)[0]
      path   = split(" ", route)[1]
    })
  }

  segments = [for route in local.routes : compact(split("/", route.path))]

  # The resources to make, by depth: "/jobs/{jobId}" needs "/jobs" too. A resource cannot name its siblings as parents within one
  # block, so each depth has its own.
  paths = [
    for depth in range(1, 7) : toset([
      for segments in local.segments : "/${join("/", slice(segments, 0, depth))}" if length(segments) >= depth
    ])
  ]

  resource_ids = merge(
    { "/" = aws_api_gateway_rest_api.this.root_resource_id },
    { for path, resource in aws_api_gateway_resource.depth_1 : path => resource.id },
    { for path, resource in aws_api_gateway_resource.depth_2 : path => resource.id },
    { for path, resource in aws_api_gateway_resource.depth_3 : path => resource.id },
    { for path, resource in aws_api_gateway_resource.depth_4 : path => resource.id },
    { for path, resource in aws_api_gateway_resource.depth_5 : path => resource.id },
    { for path, resource in aws_api_gateway_resource.depth_6 : path => resource.id },
  )
}

resource "aws_api_gateway_rest_api" "this" {
  name               = var.name
  description        = var.description
  binary_media_types = length(var.binary_media_types) > 0 ? var.binary_media_types : null
  tags               = var.tags

  endpoint_configuration {
    types = [var.endpoint_type]
  }
}

resource "aws_api_gateway_resource" "depth_1" {
  for_each = local.paths[0]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = basename(each.value)
}

resource "aws_api_gateway_resource" "depth_2" {
  for_each = local.paths[1]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.depth_1[dirname(each.value)].id
  path_part   = basename(each.value)
}

resource "aws_api_gateway_resource" "depth_3" {
  for_each = local.paths[2]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.depth_2[dirname(each.value)].id
  path_part   = basename(each.value)
}

resource "aws_api_gateway_resource" "depth_4" {
  for_each = local.paths[3]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.depth_3[dirname(each.value)].id
  path_part   = basename(each.value)
}

resource "aws_api_gateway_resource" "depth_5" {
  for_each = local.paths[4]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.depth_4[dirname(each.value)].id
  path_part   = basename(each.value)
}

resource "aws_api_gateway_resource" "depth_6" {
  for_each = local.paths[5]

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.depth_5[dirname(each.value)].id
  path_part   = basename(each.value)
}

resource "aws_api_gateway_method" "route" {
  for_each = local.routes

  rest_api_id      = aws_api_gateway_rest_api.this.id
  resource_id      = local.resource_ids[each.value.path]
  http_method      = each.value.method
  authorization    = each.value.authorization
  authorizer_id    = each.value.authorizer_id
  api_key_required = each.value.api_key_required

  request_parameters = {
    for parameter in regexall("\\{([^}+]+)\\+?\\}", each.value.path) : "method.request.path.${parameter[0]}" => true
  }
}

resource "aws_api_gateway_integration" "route" {
  for_each = local.routes

  rest_api_id = aws_api_gateway_rest_api.this.id
  resource_id = local.resource_ids[each.value.path]
  http_method = aws_api_gateway_method.route[each.key].http_method

  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.this.invoke_arn
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  # A deployment is a frozen copy: whatever is in the copy must make another one when it changes. What is configured counts, not the
  # resources as a whole: what a first apply leaves null in them is empty after the next refresh, and each API would be deployed twice.
  triggers = {
    redeployment = sha1(jsonencode([
      var.binary_media_types,
      local.resource_ids,
      local.routes,
      aws_lambda_function.this.invoke_arn,
    ]))
  }

  depends_on = [aws_api_gateway_method.route, aws_api_gateway_integration.route]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = var.stage_name
  variables     = length(var.stage_variables) > 0 ? var.stage_variables : null
  tags          = var.tags
}
