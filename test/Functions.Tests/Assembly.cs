// The trace id of the invocation is an environment variable: one function at a time in this process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
