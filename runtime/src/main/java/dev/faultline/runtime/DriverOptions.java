package dev.faultline.runtime;

import dev.faultline.link.LinkOptions;
import dev.faultline.runtime.log.LogOptions;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.udp.UdpOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a driver works.
 *
 * @param link of its endpoint; the memory is the driver's own choice
 * @param udp of its socket
 * @param log of its durable log, if it has one
 * @param security keys, with which all traffic is protected; without, it is plain
 * @param plainAnywhere whether plain traffic may leave this machine
 * @param filter for experiments
 * @param failures what happens when code of the application throws on the driver's thread
 */
public record DriverOptions(
    LinkOptions link,
    UdpOptions udp,
    LogOptions log,
    @Nullable LinkSecurity security,
    boolean plainAnywhere,
    DatagramFilter filter,
    FailurePolicy failures) {
  /** Links' and sockets' defaults, on this machine only. */
  public static final DriverOptions DEFAULT =
      new DriverOptions(
          LinkOptions.DEFAULT,
          UdpOptions.DEFAULT,
          LogOptions.DEFAULT,
          null,
          false,
          DatagramFilter.NONE,
          FailurePolicy.DEFAULT);

  /** The same with other options of the link. */
  public DriverOptions withLink(LinkOptions other) {
    return new DriverOptions(other, udp, log, security, plainAnywhere, filter, failures);
  }

  /** The same with other options of the socket. */
  public DriverOptions withUdp(UdpOptions other) {
    return new DriverOptions(link, other, log, security, plainAnywhere, filter, failures);
  }

  /** The same with other options of the durable log. */
  public DriverOptions withLog(LogOptions other) {
    return new DriverOptions(link, udp, other, security, plainAnywhere, filter, failures);
  }

  /**
   * The same with all traffic encrypted, and with those peers only; packets on the network are as
   * long as the link's options say, and hold a little less.
   */
  public DriverOptions withSecurity(LinkSecurity other) {
    return new DriverOptions(link, udp, log, other, plainAnywhere, filter, failures);
  }

  /** The same, but allowed to bind to addresses that others can reach, without encryption. */
  public DriverOptions allowingPlainAnywhere() {
    return new DriverOptions(link, udp, log, security, true, filter, failures);
  }

  /** The same with loss. */
  public DriverOptions withFilter(DatagramFilter other) {
    return new DriverOptions(link, udp, log, security, plainAnywhere, other, failures);
  }

  /** The same with another answer to code of the application that throws. */
  public DriverOptions withFailures(FailurePolicy other) {
    return new DriverOptions(link, udp, log, security, plainAnywhere, filter, other);
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
