package dev.faultline.chaos;

import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.net.Endpoint;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.List;

/**
 * A proxy as its user wants it.
 *
 * @param name unique in its server, without '/'
 * @param listen {@code host:port} for clients; port 0 takes a free one
 * @param upstream {@code host:port} of the server
 * @param enabled whether it accepts connections
 * @param toxics at work from its first connection on
 */
public record ProxySpec(
    String name, String listen, String upstream, boolean enabled, List<ToxicSpec> toxics) {
  /** A free port of the loopback interface. */
  public static final String ANY_PORT = "127.0.0.1:0";

  public ProxySpec {
    toxics = List.copyOf(toxics);
  }

  /** A proxy on a free loopback port, enabled, without toxics. */
  public static ProxySpec to(String name, String upstream) {
    return new ProxySpec(name, ANY_PORT, upstream, true, List.of());
  }

  /**
   * Returns this, if it makes sense.
   *
   * @throws ProxyException that names the field and the value otherwise
   */
  ProxySpec checked() throws ProxyException {
    if (name.isEmpty()) {
      throw new ProxyException(Reason.MISSING_FIELD, "name");
    }
    if (upstream.isEmpty()) {
      throw new ProxyException(Reason.MISSING_FIELD, "upstream");
    }
    if (name.indexOf('/') >= 0) {
      throw new ProxyException(
          Reason.INVALID_VALUE, "name is '" + name + "', expected a name without '/'");
    }
    endpoint("upstream", upstream);
    endpoint("listen", listen);
    return this;
  }

  static Endpoint endpoint(String field, String text) throws ProxyException {
    return Endpoint.parse(text)
        .orElseThrow(() ->
            new ProxyException(
                Reason.INVALID_VALUE,
                field + " is '" + text + "', expected host:port, such as 127.0.0.1:5432"));
  }
}
