package dev.faultline.chaos.net;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * From where to where a proxy carries.
 *
 * @param proxy its name, for draws
 * @param listen where clients connect to
 * @param server whom to dial for each; empty for a black hole, which swallows all
 * @param resetsWhenDialFails whether the client then sees a reset connection, and not its end
 */
public record Route(
    String proxy,
    InetSocketAddress listen,
    Optional<Endpoint> server,
    boolean resetsWhenDialFails) {}
