using Gatehouse.Ecr.Tests.Hosting;

namespace Gatehouse.Ecr.Tests.Layers;

public sealed class LayerTests : EcrTests
{
    [Fact]
    public Task UploadedParts_MakeALayer() => PythonAsync(
        """
        import hashlib, urllib.request
        ecr.create_repository(repositoryName='app')
        parts = [os.urandom(20971520), os.urandom(1000)]
        whole = b''.join(parts)
        digest = 'sha256:' + hashlib.sha256(whole).hexdigest()
        start = ecr.initiate_layer_upload(repositoryName='app')
        assert start['partSize'] == 20971520, start
        first = 0
        for part in parts:
            answer = ecr.upload_layer_part(repositoryName='app', uploadId=start['uploadId'], partFirstByte=first, partLastByte=first + len(part) - 1, layerPartBlob=part)
            first += len(part)
            assert answer['lastByteReceived'] == first - 1, answer
        done = ecr.complete_layer_upload(repositoryName='app', uploadId=start['uploadId'], layerDigests=[digest])
        assert done['layerDigest'] == digest, done
        layers = ecr.batch_check_layer_availability(repositoryName='app', layerDigests=[digest, 'sha256:' + '0' * 64, 'nonsense'])
        assert [(l['layerAvailability'], l.get('layerSize')) for l in layers['layers']] == [('AVAILABLE', len(whole)), ('UNAVAILABLE', None)], layers
        assert layers['failures'][0]['failureCode'] == 'InvalidLayerDigest', layers
        url = ecr.get_download_url_for_layer(repositoryName='app', layerDigest=digest)['downloadUrl']
        assert urllib.request.urlopen(url).read() == whole
        try:
            urllib.request.urlopen(url.replace('/blobs/', '/manifests/'))
            raise AssertionError('the URL opens more than its layer')
        except urllib.error.HTTPError as refused:
            assert refused.code == 401, refused
        """);

    [Fact]
    public Task Faults_AreEcrs() => PythonAsync(
        """
        import hashlib
        ecr.create_repository(repositoryName='app')
        digest = 'sha256:' + hashlib.sha256(b'layer').hexdigest()
        upload = ecr.initiate_layer_upload(repositoryName='app')['uploadId']
        def part(first, last, blob, upload=upload):
            return dict(repositoryName='app', uploadId=upload, partFirstByte=first, partLastByte=last, layerPartBlob=blob)
        def end(digest, upload=upload):
            return dict(repositoryName='app', uploadId=upload, layerDigests=[digest])
        assert error(ecr.complete_layer_upload, **end(digest))[0] == 'EmptyUploadException'
        try:
            ecr.upload_layer_part(**part(1, 5, b'layer'))
        except ecr.exceptions.InvalidLayerPartException as refused:
            assert refused.response['lastValidByteReceived'] == -1, refused.response
            assert refused.response['uploadId'] == upload
        else:
            raise AssertionError('a part that leaves a gap')
        assert error(ecr.upload_layer_part, **part(0, 9, b'layer'))[0] == 'InvalidLayerPartException'
        nobody = '00000000-0000-0000-0000-000000000000'
        assert error(ecr.upload_layer_part, **part(0, 4, b'layer', nobody))[0] == 'UploadNotFoundException'
        ecr.upload_layer_part(**part(0, 4, b'layer'))
        assert error(ecr.complete_layer_upload, **end('sha256:' + '0' * 64))[0] == 'InvalidLayerException'
        assert error(ecr.complete_layer_upload, **end(digest))[0] == 'UploadNotFoundException'
        for expected in (None, 'LayerAlreadyExistsException'):
            upload = ecr.initiate_layer_upload(repositoryName='app')['uploadId']
            ecr.upload_layer_part(**part(0, 4, b'layer', upload))
            if expected:
                assert error(ecr.complete_layer_upload, **end(digest, upload))[0] == expected
            else:
                ecr.complete_layer_upload(**end(digest, upload))
        assert error(ecr.get_download_url_for_layer, repositoryName='app', layerDigest='sha256:' + '0' * 64)[0] == 'LayersNotFoundException'
        """);
}
