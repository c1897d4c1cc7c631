package dev.faultline.runtime;

import dev.faultline.link.secure.SipHash;
import dev.faultline.runtime.socket.UdpAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that links know addresses by. An IPv4 address and its port are the number themselves.
 * The number of an IPv6 address is a keyed hash of it, so that it is the same whenever the address
 * is seen, although strangers are not remembered for long: when there are many, those that no
 * session uses are forgotten.
 */
final class PeerTable {
  /** Returned for an address whose number another one has: one in 2^60, and by chance only. */
  static final long NONE = -1;

  private static final long IPV6 = 1L << 62;
  private static final int IPV6_FIRST_MAX = 1 << 16;

  /** Addresses by number, for sending; a power of two of the latest. */
  private static final int CACHE = 1 << 12;

  private final long[] cachedPeers = new long[CACHE];
  private final @Nullable UdpAddress[] cachedAddresses = new UdpAddress[CACHE];
  private final Map<Long, UdpAddress> addresses = new HashMap<>();
  private final SipHash hash;
  private final Supplier<Set<Long>> inUse;
  private int ipv6Max = IPV6_FIRST_MAX;

  /**
   * A table without addresses.
   *
   * @param random draws the secret of the hash
   * @param inUse gives the numbers that sessions use
   */
  PeerTable(RandomGenerator random, Supplier<Set<Long>> inUse) {
    hash = new SipHash(random.nextLong(), random.nextLong());
    this.inUse = inUse;
  }

  long peer(UdpAddress address) {
    return peer(address.high(), address.low(), address.port());
  }

  long peer(long high, long low, int port) {
    if (high == 0 && low >>> 32 == 0xFFFF) {
      return (low & 0xFFFF_FFFFL) << 16 | port;
    }
    long number = IPV6 | hash.of(hash.of(high, low), port) >>> 2;
    UdpAddress known = cached(number);
    if (known == null) {
      known = addresses.get(number);
    }
    if (known == null) {
      if (addresses.size() >= ipv6Max) {
        forgetStrangers();
      }
      addresses.put(number, new UdpAddress(high, low, port));
      return number;
    }
    return known.high() == high && known.low() == low && known.port() == port ? number : NONE;
  }

  /** Half of the table may be in use before it grows, so that the work is worth it each time. */
  private void forgetStrangers() {
    addresses.keySet().retainAll(inUse.get());
    Arrays.fill(cachedAddresses, null);
    ipv6Max = Math.max(IPV6_FIRST_MAX, 2 * addresses.size());
  }

  private @Nullable UdpAddress cached(long peer) {
    int slot = slot(peer);
    return cachedPeers[slot] == peer ? cachedAddresses[slot] : null;
  }

  private static int slot(long peer) {
    return (int) ((peer * 0x9E3779B97F4A7C15L) >>> 52);
  }

  UdpAddress address(long peer) {
    UdpAddress cached = cached(peer);
    if (cached != null) {
      return cached;
    }
    UdpAddress address = addresses.get(peer);
    if (address == null && (peer & IPV6) != 0) {
      // Forgotten, so nobody waits for it; nothing can be sent to port 0.
      return new UdpAddress(0, 0, 0);
    }
    if (address == null) {
      address =
          new UdpAddress(0, 0xFFFFL << 32 | (peer >>> 16 & 0xFFFF_FFFFL), (int) peer & 0xFFFF);
    }
    int slot = slot(peer);
    cachedPeers[slot] = peer;
    cachedAddresses[slot] = address;
    return address;
  }

  /** The network that an address belongs to: of IPv4 the upper 24 bits, of IPv6 the upper 56. */
  long prefix(long peer) {
    return (peer & IPV6) == 0 ? peer >>> 24 : IPV6 | address(peer).high() >>> 8;
  }

  /** How many addresses are remembered. */
  int size() {
    return addresses.size();
  }
}
