"""Images for the benchmarks: layers of files as an OCI layout, and skopeo to push them."""
import gzip, hashlib, io, json, shutil, subprocess, tarfile


def layer(files, level=1):
    """A packed layer and the digest of the archive in it, of (name, mode, content)."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, mode, content in files:
            entry = tarfile.TarInfo(name)
            entry.mode, entry.size = mode, len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(plain.getbuffer(), level), "sha256:" + hashlib.sha256(plain.getbuffer()).hexdigest()


def layout(folder, layers, entry_point=None):
    """A layout with one image, named 'image'."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "blobs/sha256").mkdir(parents=True)

    def blob(data):
        digest = hashlib.sha256(data).hexdigest()
        (folder / "blobs/sha256" / digest).write_bytes(data)
        return {"digest": "sha256:" + digest, "size": len(data)}

    config = blob(json.dumps({"architecture": "amd64", "os": "linux", "config": {"Entrypoint": entry_point},
                              "rootfs": {"type": "layers", "diff_ids": [diff_id for _, diff_id in layers]}}).encode())
    manifest = blob(json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **config},
                                "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", **blob(packed)} for packed, _ in layers]}).encode())
    (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [{
        "mediaType": "application/vnd.oci.image.manifest.v1+json", **manifest, "annotations": {"org.opencontainers.image.ref.name": "image"}}]}))
    return folder


def push(folder, destination, password=None):
    credentials = ["--dest-creds", f"AWS:{password}"] if password else []
    subprocess.run(["skopeo", "copy", "--quiet", "--dest-tls-verify=false", *credentials, f"oci:{folder}:image", f"docker://{destination}"], check=True, capture_output=True, timeout=60)
