namespace Penstock.Sandbox.Servers;

/// <summary>
/// The configuration of a single-node Ceph object gateway. What is not obvious: without passwords between the daemons the gateway
/// needs <c>crc</c> mode towards the monitor; the two paxos settings take ten seconds off a start; without <c>tcp_nodelay</c>
/// every
/// list and every error waits 40 ms.
/// </summary>
internal static class S3ServerConfiguration
{
    /// <summary>The text of ceph.conf.</summary>
    public static string Text(string folder, Guid cluster, int port, int monitorPort, int firstStoragePort) =>
        $"""
            [global]
            fsid = {cluster}
            mon host = v2:127.0.0.1:{monitorPort}
            public addr = 127.0.0.1
            cluster addr = 127.0.0.1
            ms bind ipv6 = false
            ms bind port min = {firstStoragePort}
            ms bind port max = {firstStoragePort + 80}
            auth cluster required = none
            auth service required = none
            auth client required = none
            ms mon client mode = crc
            run dir = {folder}/run
            admin socket = {folder}/run/$name.asok
            pid file = {folder}/run/$name.pid
            crash dir = {folder}/log
            log file = {folder}/log/$name.log
            log to stderr = false
            err to stderr = true
            keyring = {folder}/keyring
            mon cluster log to file = false
            osd crush chooseleaf type = 0
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg num = 1
            osd pool default pgp num = 1
            osd pool default pg autoscale mode = off
            mon allow pool size one = true
            mon warn on pool no redundancy = false
            mon warn on insecure global id reclaim allowed = false
            mon max pg per osd = 1000
            [mon]
            mon data = {folder}/mon
            mon initial members = a
            mon data avail warn = 2
            mon data avail crit = 1
            paxos propose interval = 0.05
            paxos min wait = 0.01
            [osd]
            osd data = {folder}/osd
            osd objectstore = memstore
            memstore device bytes = 8589934592
            osd op num shards = 2
            osd op num threads per shard = 1
            osd class load list = *
            osd class default list = *
            osd numa auto affinity = false
            [client]
            rgw data = {folder}/rgw
            rgw frontends = beast endpoint=127.0.0.1:{port} tcp_nodelay=1
            rgw thread pool size = 64
            rgw dns name = localhost
            rgw dynamic resharding = false
            rgw gc obj min wait = 10
            rgw gc processor period = 10
            rgw gc processor max time = 10
            debug rgw = 0/0

            """;
}
