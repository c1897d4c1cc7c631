package dev.faultline.chaos.net;

import dev.faultline.chaos.tls.TlsEngines;
import dev.faultline.chaos.tls.TlsMode;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * From where to where a proxy carries.
 *
 * @param proxy its name, for draws
 * @param listen where clients connect to
 * @param server whom to dial for each; empty for a black hole, or where every client has to name
 *     its server
 * @param blackHole whether there is no server, and all is swallowed
 * @param resetsWhenDialFails whether the client then sees a reset connection, and not its end
 * @param http whether the bytes are requests and answers of HTTP/1.1
 * @param tls which names lead where
 * @param engines speak TLS, where the proxy does
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
