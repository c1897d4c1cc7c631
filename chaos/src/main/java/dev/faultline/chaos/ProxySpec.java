package dev.faultline.chaos;

import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.net.Endpoint;
import dev.faultline.chaos.tls.TlsEngines;
import dev.faultline.chaos.tls.TlsException;
import dev.faultline.chaos.tls.TlsMode;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.DatagramFault;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.Naming;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings of a proxy.
 *
 * @param name unique in its server; see {@link Naming}
 * @param listen {@code host:port} for clients; port 0 takes a free one
 * @param upstream {@code host:port} of the server; empty for a black hole
 * @param enabled whether it accepts connections
 * @param toxics active from its first connection on
 * @param mode the kind of proxy
 */
public record ProxySpec(
    String name,
    String listen,
    String upstream,
    boolean enabled,
    List<ToxicSpec> toxics,
    ProxyMode mode) {
  /** A free port of the loopback interface. */
  public static final String ANY_PORT = "127.0.0.1:0";

  public ProxySpec {
    toxics = List.copyOf(toxics);
  }

  /** A TCP proxy to a server. */
  public ProxySpec(
      String name, String listen, String upstream, boolean enabled, List<ToxicSpec> toxics) {
    this(name, listen, upstream, enabled, toxics, ProxyMode.TCP);
  }

  /** A TCP proxy on a free loopback port, enabled, without toxics. */
  public static ProxySpec to(String name, String upstream) {
    return new ProxySpec(name, ANY_PORT, upstream, true, List.of());
  }

  /** The same in another mode. */
  public ProxySpec in(ProxyMode other) {
    return new ProxySpec(name, listen, upstream, enabled, toxics, other);
  }

  /** The same with these toxics from the first connection on. */
  public ProxySpec with(ToxicSpec... first) {
    return new ProxySpec(name, listen, upstream, enabled, List.of(first), mode);
  }

  /**
   * Returns this, if it is valid.
   *
   * @throws ProxyException that names the invalid field and its value
   */
  public ProxySpec checked() throws ProxyException {
    if (name.isEmpty()) {
      throw new ProxyException(Reason.MISSING_FIELD, "name", "name");
    }
    if (!Naming.isName(name)) {
      throw wrong("name", "name is '" + Naming.shown(name) + "', expected " + Naming.EXPECTED);
    }
    checkUpstream(mode, upstream);
    endpoint("listen", listen);
    if (mode.idleMillis() < 1) {
      throw new ProxyException(
          Reason.INVALID_VALUE,
          "idle_timeout",
          "idle_timeout is " + mode.idleMillis() + ", expected at least 1");
    }
    checkTls(mode);
    engines(mode, upstream);
    Set<String> names = new HashSet<>();
    for (ToxicSpec toxic : toxics) {
      checkFits(mode.protocol(), toxic);
      if (!names.add(toxic.name())) {
        throw new ProxyException(Reason.TOXIC_EXISTS, "toxics", toxic.name());
      }
    }
    return this;
  }

  static void checkUpstream(ProxyMode mode, String upstream) throws ProxyException {
    if (mode.blackHole()) {
      if (!upstream.isEmpty()) {
        throw new ProxyException(
            Reason.INVALID_VALUE,
            "upstream",
            "upstream is '" + upstream + "', expected none, since black_hole is true");
      }
      return;
    }
    if (upstream.isEmpty()) {
      if (!mode.tls().routes().isEmpty()) {
        return;
      }
      throw new ProxyException(Reason.MISSING_FIELD, "upstream", "upstream");
    }
    endpoint("upstream", upstream);
  }

  private static void checkTls(ProxyMode mode) throws ProxyException {
    TlsMode tls = mode.tls();
    if (tls.equals(TlsMode.NONE)) {
      return;
    }
    if (mode.protocol() == Protocol.UDP) {
      throw wrong("tls", "tls means nothing on a udp proxy");
    }
    if (mode.blackHole() && (tls.originate().isPresent() || !tls.routes().isEmpty())) {
      throw wrong("tls", "tls.originate and tls.routes mean nothing without a server");
    }
    if (!tls.routes().isEmpty() && (tls.terminate().isPresent() || tls.originate().isPresent())) {
      throw wrong(
          "tls.routes",
          "tls.routes passes TLS on as it is, which rules out tls.terminate and tls.originate");
    }
    for (Map.Entry<String, String> route : tls.routes().entrySet()) {
      if (!ROUTE.matcher(route.getKey()).matches()) {
        throw wrong(
            "tls.routes",
            "tls.routes has '%s', expected a name such as db.example or *.example"
                .formatted(route.getKey()));
      }
      endpoint("tls.routes", route.getValue());
    }
  }

  /** Reads the files for the proxy's TLS. */
  static TlsEngines engines(ProxyMode mode, String upstream) throws ProxyException {
    try {
      return TlsEngines.load(
          mode.tls(),
          Endpoint.parse(upstream).map(Endpoint::host).orElse(""),
          mode.protocol() == Protocol.HTTP);
    } catch (TlsException e) {
      throw new ProxyException(Reason.INVALID_VALUE, e.field(), String.valueOf(e.getMessage()));
    }
  }

  private static ProxyException wrong(String field, String detail) {
    return new ProxyException(Reason.INVALID_VALUE, field, detail);
  }

  private static final Pattern ROUTE = Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9._-]{0,250})");

  /**
   * Refuses a toxic that does not apply to the proxy's protocol.
   *
   * @throws ProxyException that names the toxic and the protocol
   */
  public static void checkFits(Protocol protocol, ToxicSpec spec) throws ProxyException {
    boolean fits =
        switch (spec.toxic()) {
          case Toxic.Latency latency -> true;
          case Toxic.Bandwidth bandwidth -> true;
          case Toxic.Noop noop -> true;
          case StreamFault.Corrupt corrupt -> true;
          case DatagramFault fault -> protocol == Protocol.UDP;
          case Toxic.SlowClose slowClose -> protocol != Protocol.UDP;
          case Toxic.Timeout timeout -> protocol != Protocol.UDP;
          case Toxic.ResetPeer reset -> protocol != Protocol.UDP;
          case Toxic.Slicer slicer -> protocol != Protocol.UDP;
          case Toxic.LimitData limit -> protocol != Protocol.UDP;
          case ConnectFault fault -> protocol != Protocol.UDP;
          case HttpFault fault -> protocol == Protocol.HTTP;
          case StreamFault fault -> protocol != Protocol.UDP;
        };
    if (!fits) {
      throw new ProxyException(
          Reason.INVALID_VALUE,
          "type",
          "type is '%s', which means nothing on a %s proxy%s"
              .formatted(spec.toxic().type(), protocol.text(), hint(spec.toxic())));
    }
  }

  /** The equivalent for another protocol. */
  private static String hint(Toxic misfit) {
    return switch (misfit) {
      case DatagramFault.Loss loss -> "; what TCP makes of loss is loss_stall";
      case Toxic.Timeout timeout -> SILENCE_OF_DATAGRAMS;
      case StreamFault.Stall stall -> SILENCE_OF_DATAGRAMS;
      default -> "";
    };
  }

  private static final String SILENCE_OF_DATAGRAMS = "; silence there is loss with probability=1";

  /** Parses an address; an error names the field. */
  static Endpoint endpoint(String field, String text) throws ProxyException {
    return Endpoint.parse(text)
        .orElseThrow(() ->
            new ProxyException(
                Reason.INVALID_VALUE,
                field,
                field
                    + " is '"
                    + Naming.shown(text)
                    + "', expected host:port, such as 127.0.0.1:5432"));
  }
}
