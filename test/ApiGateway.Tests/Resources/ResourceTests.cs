using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests.Resources;

public sealed class ResourceTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Prelude =
        """
        api = gw.create_rest_api(name='tree')
        api, root = api['id'], api['rootResourceId']
        def make(parent, part):
            return gw.create_resource(restApiId=api, parentId=parent, pathPart=part)['id']
        def patch(id, op, path, value):
            return dict(restApiId=api, resourceId=id, patchOperations=[{'op': op, 'path': path, 'value': value}])

        """;

    private readonly ApiGatewayHost _host = shared.Host;

    [Fact]
    public async Task Resources_AreListedByPathWithTheirMethods()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            jobs = make(root, 'jobs'); job = make(jobs, '{jobId}')
            gw.put_method(restApiId=api, resourceId=job, httpMethod='GET', authorizationType='NONE')
            items = gw.get_resources(restApiId=api)['items']
            print([(item['path'], item.get('pathPart'), item.get('parentId') in (root, jobs, None), item.get('resourceMethods')) for item in items])
            print(gw.get_resources(restApiId=api, embed=['methods'])['items'][2]['resourceMethods'])
            print('parentId' in items[0], 'resourceMethods' in items[0], gw.get_resources(restApiId=api, limit=1)['position'] != '')
            """);

        Assert.Equal(
            """
            [('/', None, True, None), ('/jobs', 'jobs', True, None), ('/jobs/{jobId}', '{jobId}', True, {'GET': {}})]
            {'GET': {'httpMethod': 'GET', 'authorizationType': 'NONE', 'apiKeyRequired': False}}
            False False True
            """,
            shown);
    }

    [Fact]
    public async Task BadPlaces_AreRefusedInAwssWords()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            proxy = make(root, '{proxy+}'); make(root, 'jobs')
            for parent, part in [(root, 'jobs'), (root, '{id}'), (proxy, 'x'), (root, 'a b'), ('nothere', 'x')]:
                print(error(gw.create_resource, restApiId=api, parentId=parent, pathPart=part))
            """);

        Assert.Equal(
            """
            ('ConflictException', 'Another resource with the same parent already has this name: jobs', 409)
            ('BadRequestException', 'A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed', 400)
            ('BadRequestException', 'Cannot create a child of a resource with a greedy path variable: {proxy+}', 400)
            ('BadRequestException', "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.", 400)
            ('NotFoundException', 'Invalid Resource identifier specified', 404)
            """,
            shown);
    }

    [Fact]
    public async Task RenamingAndMoving_CarryTheDescendantsAlong()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            a = make(root, 'a'); b = make(a, 'b'); c = make(b, 'c'); z = make(root, 'z')
            gw.update_resource(**patch(a, 'replace', '/pathPart', 'A'))
            gw.update_resource(**patch(b, 'replace', '/parentId', z))
            print([item['path'] for item in gw.get_resources(restApiId=api)['items']])
            for arguments in [(z, 'replace', '/parentId', c), (root, 'replace', '/pathPart', 'x'), (root, 'replace', '/parentId', a), (a, 'replace', '/pathPart', 'z'),
                    (a, 'add', '/pathPart', 'q'), (a, 'replace', '/invalid', 'q')]:
                print(error(gw.update_resource, **patch(*arguments))[1])
            """);

        Assert.Equal(
            """
            ['/', '/A', '/z', '/z/b', '/z/b/c']
            Resources cannot be cyclical.
            Root resource cannot update its pathPart.
            Root resource cannot update its parentId.
            Another resource with the same parent already has this name: z
            Invalid patch path  '/pathPart' specified for op 'add'. Please choose supported operations
            Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]
            """,
            shown);
    }

    [Fact]
    public async Task Deletion_TakesTheDescendantsAlong()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            a = make(root, 'a'); make(a, 'b')
            print(gw.delete_resource(restApiId=api, resourceId=a)['ResponseMetadata']['HTTPStatusCode'], [item['path'] for item in gw.get_resources(restApiId=api)['items']])
            print(error(gw.get_resource, restApiId=api, resourceId=a), error(gw.delete_resource, restApiId=api, resourceId=root)[0])
            """);

        Assert.Equal("202 ['/']\n('NotFoundException', 'Invalid Resource identifier specified', 404) BadRequestException", shown);
    }

    [Fact]
    public async Task OneNameAmongSiblings_HoldsWhenManyAskAtOnce()
    {
        var shown = await _host.PythonAsync(Prelude +
            """
            from concurrent.futures import ThreadPoolExecutor
            def attempt(i):
                try:
                    make(root, 'same'); return 'made'
                except gw.exceptions.ConflictException:
                    return 'conflict'
            with ThreadPoolExecutor(8) as pool:
                results = list(pool.map(attempt, range(24))) + list(pool.map(lambda i: make(root, 'n%d' % i), range(24)))
            print(results.count('made'), results.count('conflict'), len(gw.get_resources(restApiId=api, limit=500)['items']))
            """);

        Assert.Equal("1 23 26", shown);
    }
}
