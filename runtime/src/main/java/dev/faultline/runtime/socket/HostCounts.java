package dev.faultline.runtime.socket;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many connections each host has, whatever the ports. All of a /56 of IPv6 is one: a host may
 * have as many addresses there as it likes.
 */
final class HostCounts {
  private static final int PREFIX_SHIFT = 8;

  private record Host(long high, long low) {
    static Host of(UdpAddress address) {
      return address.isIpv4()
          ? new Host(0, address.low())
          : new Host(address.high() >>> PREFIX_SHIFT, 0);
    }
  }

  private final Map<Host, Integer> counts = new LinkedHashMap<>();

  static boolean same(UdpAddress one, UdpAddress other) {
    return Host.of(one).equals(Host.of(other));
  }

  int of(UdpAddress address) {
    return counts.getOrDefault(Host.of(address), 0);
  }

  void add(UdpAddress address) {
    counts.merge(Host.of(address), 1, Integer::sum);
  }

  void remove(UdpAddress address) {
    counts.computeIfPresent(Host.of(address), (host, count) -> count == 1 ? null : count - 1);
  }
}
