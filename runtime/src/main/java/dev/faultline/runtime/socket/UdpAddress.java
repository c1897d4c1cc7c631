package dev.faultline.runtime.socket;

import dev.faultline.runtime.udp.UdpException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An address and a port as three numbers, so that a datagram's source can be compared and looked up
 * without making an object. IPv4 is written the IPv6 way ({@code ::ffff:a.b.c.d}).
 *
 * @param high the address's upper 64 bits
 * @param low the address's lower 64 bits
 * @param port 0 to 65,535
 */
public record UdpAddress(long high, long low, int port) {
  private static final long IPV4_PREFIX = 0x0000_FFFFL << 32;

  /**
   * The endpoint of a resolved address.
   *
   * @throws UdpException if the host's name is unknown
   */
  public static UdpAddress of(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host == null) {
      throw new UdpException(
          "unknown host '" + address.getHostString() + "': no address is known for this name");
    }
    ByteBuffer bytes = ByteBuffer.wrap(host.getAddress());
    return host instanceof Inet4Address
        ? ofIpv4(bytes.getInt(), address.getPort())
        : new UdpAddress(bytes.getLong(), bytes.getLong(), address.getPort());
  }

  static UdpAddress ofIpv4(int address, int port) {
    return new UdpAddress(0, ipv4(address), port);
  }

  static long ipv4(int address) {
    return IPV4_PREFIX | Integer.toUnsignedLong(address);
  }

  boolean isIpv4() {
    return high == 0 && low >>> 32 == 0xFFFF;
  }

  /** This address as an object of the JDK. */
  public InetSocketAddress toSocketAddress() {
    byte[] bytes =
        isIpv4()
            ? ByteBuffer.allocate(4).putInt((int) low).array()
            : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }

  @Override
  public String toString() {
    InetSocketAddress address = toSocketAddress();
    String host = address.getAddress().getHostAddress();
    return (isIpv4() ? host : "[" + host + "]") + ":" + port;
  }
}
