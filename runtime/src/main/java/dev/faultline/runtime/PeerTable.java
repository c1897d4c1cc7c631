package dev.faultline.runtime;

import dev.faultline.runtime.udp.UdpAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that links know addresses by. An IPv4 address and its port are the number themselves,
 * so that strangers cost nothing; an IPv6 address is given the next free one, up to a limit beyond
 * which unknown ones are not listened to.
 */
final class PeerTable {
  /** Returned for an address that has no number and gets none. */
  static final long NONE = -1;

  private static final long IPV6 = 1L << 62;
  private static final int IPV6_MAX = 1 << 16;

  /** Addresses by number, for sending; a power of two of the latest. */
  private static final int CACHE = 1 << 12;

  private final long[] cachedPeers = new long[CACHE];
  private final @Nullable UdpAddress[] cachedAddresses = new UdpAddress[CACHE];
  private final Map<UdpAddress, Long> numbers = new HashMap<>();
  private final Map<Long, UdpAddress> addresses = new HashMap<>();

  long peer(UdpAddress address) {
    return peer(address.high(), address.low(), address.port());
  }

  long peer(long high, long low, int port) {
    if (high == 0 && low >>> 32 == 0xFFFF) {
      return (low & 0xFFFF_FFFFL) << 16 | port;
    }
    UdpAddress address = new UdpAddress(high, low, port);
    Long known = numbers.get(address);
    if (known != null) {
      return known;
    }
    if (numbers.size() == IPV6_MAX) {
      return NONE;
    }
    long number = IPV6 | numbers.size();
    numbers.put(address, number);
    addresses.put(number, address);
    return number;
  }

  UdpAddress address(long peer) {
    int slot = (int) ((peer * 0x9E3779B97F4A7C15L) >>> 52);
    UdpAddress cached = cachedAddresses[slot];
    if (cached != null && cachedPeers[slot] == peer) {
      return cached;
    }
    UdpAddress address = addresses.get(peer);
    if (address == null) {
      address =
          new UdpAddress(0, 0xFFFFL << 32 | (peer >>> 16 & 0xFFFF_FFFFL), (int) peer & 0xFFFF);
    }
    cachedPeers[slot] = peer;
    cachedAddresses[slot] = address;
    return address;
  }
}
