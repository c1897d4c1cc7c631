package dev.faultline.runtime.socket;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.faultline.runtime.udp.UdpException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** C's {@code sockaddr_in} (family, port, address) and {@code sockaddr_in6}, written and read. */
final class SocketAddressBytes {
  /** The size of the larger, {@code sockaddr_in6}, rounded up. */
  static final int BYTES = 32;

  private static final int IPV4_BYTES = 16;
  private static final int IPV6_BYTES = 28;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private SocketAddressBytes() {}

  static MemorySegment allocate(Arena arena) {
    return arena.allocate(BYTES, 8);
  }

  /** Writes {@code endpoint} for a socket of the family, and returns how many bytes that took. */
  static int write(MemorySegment into, long at, boolean ipv6, UdpAddress endpoint) {
    if (!ipv6 && !endpoint.isIpv4()) {
      throw new UdpException(
          "cannot send to "
              + endpoint
              + ": this socket is bound to an IPv4 address; bind it to an IPv6 address");
    }
    into.set(JAVA_SHORT, at, (short) (ipv6 ? Posix.AF_INET6 : Posix.AF_INET));
    into.set(PORT, at + 2, (short) endpoint.port());
    if (!ipv6) {
      into.set(INT, at + 4, (int) endpoint.low());
      return IPV4_BYTES;
    }
    into.set(LONG, at + 8, endpoint.high());
    into.set(LONG, at + 16, endpoint.low());
    return IPV6_BYTES;
  }

  static int port(MemorySegment from, long at) {
    return from.get(PORT, at + 2) & 0xFFFF;
  }

  static long high(MemorySegment from, long at) {
    return isIpv6(from, at) ? from.get(LONG, at + 8) : 0;
  }

  static long low(MemorySegment from, long at) {
    return isIpv6(from, at) ? from.get(LONG, at + 16) : UdpAddress.ipv4(from.get(INT, at + 4));
  }

  private static boolean isIpv6(MemorySegment from, long at) {
    return from.get(JAVA_SHORT, at) == Posix.AF_INET6;
  }
}
