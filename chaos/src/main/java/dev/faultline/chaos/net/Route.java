package dev.faultline.chaos.net;

import dev.faultline.chaos.tls.TlsEngines;
import dev.faultline.chaos.tls.TlsMode;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A proxy's route from its clients to its server.
 *
 * @param proxy its name, for draws
 * @param listen where clients connect to
 * @param server the server to dial for each client; empty for a black hole, or if every client must
 *     name its server
 * @param blackHole whether there is no server and all data is discarded
 * @param resetsWhenDialFails whether the client then sees a reset instead of the end of the
 *     connection
 * @param http whether the bytes are requests and answers of HTTP/1.1
 * @param tls the proxy's TLS mode, with its routes by name
 * @param engines the TLS engines, if the proxy speaks TLS
 */
public record Route(
    String proxy,
    InetSocketAddress listen,
    Optional<Endpoint> server,
    boolean blackHole,
    boolean resetsWhenDialFails,
    boolean http,
    TlsMode tls,
    TlsEngines engines) {}
