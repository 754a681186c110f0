using Gatehouse.Services.Logs.Events;
using Gatehouse.Services.Logs.Groups;
using Gatehouse.Services.Logs.Policies;
using Gatehouse.Services.Logs.Streams;
using Gatehouse.Services.Logs.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs;

/// <summary>Amazon CloudWatch Logs: groups, streams and events.</summary>
public static class LogsService
{
    public static ServiceDefinition Define(LogsEngine engine) =>
        ServiceBuilder.Json11("logs", "Logs_20140328", LogsWire.Default, new ErrorStyle { ValidationCode = "InvalidParameterException" })
            .Add(new CreateLogGroup(engine))
            .Add(new CreateLogStream(engine))
            .Add(new DeleteLogGroup(engine))
            .Add(new DeleteLogStream(engine))
            .Add(new DeleteResourcePolicy(engine))
            .Add(new DeleteRetentionPolicy(engine))
            .Add(new DescribeLogGroups(engine))
            .Add(new DescribeLogStreams(engine))
            .Add(new DescribeResourcePolicies(engine))
            .Add(new FilterLogEvents(engine))
            .Add(new GetLogEvents(engine))
            .Add(new ListTagsForResource(engine))
            .Add(new ListTagsLogGroup(engine))
            .Add(new PutLogEvents(engine))
            .Add(new PutLogGroupDeletionProtection(engine))
            .Add(new PutResourcePolicy(engine))
            .Add(new PutRetentionPolicy(engine))
            .Add(new TagLogGroup(engine))
            .Add(new TagResource(engine))
            .Add(new UntagLogGroup(engine))
            .Add(new UntagResource(engine))
            .NotImplemented(
                """
                AssociateKmsKey
                AssociateSourceToS3TableIntegration
                CancelExportTask
                CancelImportTask
                CreateDelivery
                CreateExportTask
                CreateImportTask
                CreateLogAnomalyDetector
                CreateLookupTable
                CreateScheduledQuery
                DeleteAccountPolicy
                DeleteDataProtectionPolicy
                DeleteDelivery
                DeleteDeliveryDestination
                DeleteDeliveryDestinationPolicy
                DeleteDeliverySource
                DeleteDestination
                DeleteIndexPolicy
                DeleteIntegration
                DeleteLogAnomalyDetector
                DeleteLookupTable
                DeleteMetricFilter
                DeleteQueryDefinition
                DeleteScheduledQuery
                DeleteSubscriptionFilter
                DeleteTransformer
                DescribeAccountPolicies
                DescribeConfigurationTemplates
                DescribeDeliveries
                DescribeDeliveryDestinations
                DescribeDeliverySources
                DescribeDestinations
                DescribeExportTasks
                DescribeFieldIndexes
                DescribeImportTaskBatches
                DescribeImportTasks
                DescribeIndexPolicies
                DescribeLookupTables
                DescribeMetricFilters
                DescribeQueries
                DescribeQueryDefinitions
                DescribeSubscriptionFilters
                DisassociateKmsKey
                DisassociateSourceFromS3TableIntegration
                GetDataProtectionPolicy
                GetDelivery
                GetDeliveryDestination
                GetDeliveryDestinationPolicy
                GetDeliverySource
                GetIntegration
                GetLogAnomalyDetector
                GetLogFields
                GetLogGroupFields
                GetLogObject
                GetLogRecord
                GetLookupTable
                GetQueryResults
                GetScheduledQuery
                GetScheduledQueryHistory
                GetTransformer
                ListAggregateLogGroupSummaries
                ListAnomalies
                ListIntegrations
                ListLogAnomalyDetectors
                ListLogGroups
                ListLogGroupsForQuery
                ListScheduledQueries
                ListSourcesForS3TableIntegration
                PutAccountPolicy
                PutBearerTokenAuthentication
                PutDataProtectionPolicy
                PutDeliveryDestination
                PutDeliveryDestinationPolicy
                PutDeliverySource
                PutDestination
                PutDestinationPolicy
                PutIndexPolicy
                PutIntegration
                PutMetricFilter
                PutQueryDefinition
                PutSubscriptionFilter
                PutTransformer
                StartLiveTail
                StartQuery
                StopQuery
                TestMetricFilter
                TestTransformer
                UpdateAnomaly
                UpdateDeliveryConfiguration
                UpdateLogAnomalyDetector
                UpdateLookupTable
                UpdateScheduledQuery
                """)
            .GoesBy(engine.Time)
            .Build();
}
