package dev.faultline.runtime.secure;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Carries datagrams between parties by their addresses, and keeps a copy of each. */
final class Wire {
  /** What an eavesdropper has. */
  record Seen(long from, long to, byte[] bytes) {}

  static final long TRIP_NANOS = 500_000;

  final List<Seen> seen = new ArrayList<>();
  long now = 1_000_000_000;
  Predicate<Seen> lost = datagram -> false;
  private final SortedMap<Long, Party> parties = new TreeMap<>();

  void plug(Party party) {
    parties.put(party.address, party);
  }

  void plug(long address, Party party) {
    parties.put(address, party);
  }

  void unplug(long address) {
    parties.remove(address);
  }

  /** Everybody works, and what was sent arrives half a millisecond later. */
  void trip() {
    List<Seen> underWay = new ArrayList<>();
    for (var each : parties.entrySet()) {
      Party party = each.getValue();
      party.work(now);
      for (Party.Sent sent : party.takeOutbound()) {
        underWay.add(new Seen(each.getKey(), sent.address(), sent.bytes()));
      }
    }
    now += TRIP_NANOS;
    for (Seen datagram : underWay) {
      seen.add(datagram);
      Party to = parties.get(datagram.to());
      if (to != null && !lost.test(datagram)) {
        to.take(now, datagram.from(), datagram.bytes());
      }
    }
  }

  void trips(int count) {
    for (int i = 0; i < count; i++) {
      trip();
    }
  }

  /** Time passes, in steps in which nothing urgent is missed. */
  void pass(long nanos) {
    long end = now + nanos;
    while (now < end) {
      trip();
      now += 20_000_000;
    }
  }
}
