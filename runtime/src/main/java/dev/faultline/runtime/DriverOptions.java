package dev.faultline.runtime;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.secure.SecureLayer;
import dev.faultline.runtime.base.Pages;
import dev.faultline.runtime.log.LogOptions;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.udp.UdpOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The options of a driver.
 *
 * @param link options of its endpoint; the driver chooses the memory itself
 * @param udp options of its socket @param log options of its durable log, if it has one
 * @param security keys that protect all traffic; null for plain traffic
 * @param plainAnywhere whether plain traffic may leave this machine
 * @param filter drops received datagrams, for experiments
 * @param failures what happens when the application's code throws on the driver's thread
 */
public record DriverOptions(
    LinkOptions link,
    UdpOptions udp,
    LogOptions log,
    @Nullable LinkSecurity security,
    boolean plainAnywhere,
    DatagramFilter filter,
    FailurePolicy failures) {
  /** The defaults of links and sockets; plain traffic stays on this machine. */
  public static final DriverOptions DEFAULT =
      new DriverOptions(
          LinkOptions.DEFAULT,
          UdpOptions.DEFAULT,
          LogOptions.DEFAULT,
          null,
          false,
          DatagramFilter.NONE,
          FailurePolicy.DEFAULT);

  /** A copy with these options of the link. */
  public DriverOptions withLink(LinkOptions other) {
    return new DriverOptions(other, udp, log, security, plainAnywhere, filter, failures);
  }

  /** A copy with these options of the socket. */
  public DriverOptions withUdp(UdpOptions other) {
    return new DriverOptions(link, other, log, security, plainAnywhere, filter, failures);
  }

  /** A copy with these options of the durable log. */
  public DriverOptions withLog(LogOptions other) {
    return new DriverOptions(link, udp, other, security, plainAnywhere, filter, failures);
  }

  /**
   * A copy that encrypts all traffic and accepts only the peers of {@code other}. Packets on the
   * network keep the length in the link's options, so they carry slightly less data.
   */
  public DriverOptions withSecurity(LinkSecurity other) {
    return new DriverOptions(link, udp, log, other, plainAnywhere, filter, failures);
  }

  /** A copy that may bind to addresses that other machines can reach, without encryption. */
  public DriverOptions allowingPlainAnywhere() {
    return new DriverOptions(link, udp, log, security, true, filter, failures);
  }

  /** A copy that drops the datagrams that this filter selects. */
  public DriverOptions withFilter(DatagramFilter other) {
    return new DriverOptions(link, udp, log, security, plainAnywhere, other, failures);
  }

  /** A copy with this policy for exceptions of the application's code. */
  public DriverOptions withFailures(FailurePolicy other) {
    return new DriverOptions(link, udp, log, security, plainAnywhere, filter, other);
  }

  /** Datagrams inside TCP need no discovery of the path's packet length. */
  boolean discovers() {
    return link.pathDiscovery() && udp.backend() != UdpOptions.Backend.TCP;
  }

  /** The options of the driver's endpoint: its memory, and room in packets for protection. */
  LinkOptions endpoint() {
    int overhead = security == null ? 0 : SecureLayer.OVERHEAD_BYTES;
    return link.toBuilder()
        .pathDiscovery(discovers())
        .packetBytes(link.packetBytes() - overhead)
        .memory(Pages::allocate)
        .build();
  }

  /** The options of the socket: one that searches for the path's packet size must not fragment. */
  UdpOptions socket() {
    return discovers() ? udp.withFragmentation(false) : udp;
  }

  void checkBind(InetSocketAddress bind) {
    InetAddress host = bind.getAddress();
    if (security == null && !plainAnywhere && host != null && !host.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "will not bind to "
              + host.getHostAddress()
              + ": traffic is not encrypted, so only a loopback address is taken unless there are"
              + " keys (withSecurity) or plain traffic is allowed (allowingPlainAnywhere)");
    }
  }
}
