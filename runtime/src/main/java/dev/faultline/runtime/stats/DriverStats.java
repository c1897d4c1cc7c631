package dev.faultline.runtime.stats;

import dev.faultline.link.Counters;
import dev.faultline.link.Session;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.runtime.DriverCounters;
import dev.faultline.runtime.LinkDriver;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A snapshot of a driver's statistics.
 *
 * @param local where it listens
 * @param socket how its socket works, as {@link LinkDriver#describe} says
 * @param counters by name, in a fixed order
 * @param sessions in a fixed order
 */
public record DriverStats(
    String local, String socket, Map<String, Long> counters, List<SessionStats> sessions) {
  /**
   * A snapshot of a session's statistics.
   *
   * @param id of the session
   * @param peer its address
   * @param connected whether the session is connected
   * @param roundTripNanos the smoothed round-trip time
   * @param pathMtu the longest packet that the path to the peer is known to carry, in bytes
   * @param roundTrips all measured round-trip times, in nanoseconds
   * @param lossBursts lengths of loss bursts, in packets
   */
  public record SessionStats(
      String id,
      String peer,
      boolean connected,
      long roundTripNanos,
      int pathMtu,
      Spread roundTrips,
      Spread lossBursts) {}

  /**
   * Takes a snapshot of a driver. Only the driver's thread may call this; see {@link
   * LinkDriver#execute}.
   */
  public static DriverStats of(LinkDriver driver) {
    List<SessionStats> sessions = new ArrayList<>();
    for (Session session : driver.sessions()) {
      sessions.add(
          new SessionStats(
              session.id().toString(),
              session.peer() < 0 ? "" : text(driver.address(session)),
              session.connected(),
              session.roundTripNanos(),
              session.pathMtu(),
              Spread.of(session.roundTrips()),
              Spread.of(session.lossBursts())));
    }
    Map<String, Long> counters = counters(driver.linkCounters(), driver.counters());
    if (driver.secureCounters() instanceof SecureCounters secure) {
      counters.putAll(counters(secure));
    }
    return new DriverStats(text(driver.localAddress()), driver.describe(), counters, sessions);
  }

  private static Map<String, Long> counters(Counters link, DriverCounters driver) {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("packets.sent", link.packetsSent());
    all.put("bytes.sent", link.bytesSent());
    all.put("packets.received", link.packetsReceived());
    all.put("packets.retransmitted", link.retransmitted());
    all.put("packets.lost", link.lost());
    all.put("packets.lost.spuriously", link.spurious());
    all.put("packets.probes", link.probes());
    all.put("packets.fragments", link.fragments());
    all.put("path.probes", link.pathProbes());
    all.put("path.probes.lost", link.pathProbesLost());
    all.put("path.black.holes", link.blackHoles());
    all.put("packets.corrupt", link.corrupt());
    all.put("packets.malformed", link.malformed());
    all.put("packets.strangers", link.strangers());
    all.put("packets.duplicates", link.duplicates());
    all.put("packets.refused", link.refused());
    all.put("packets.turned.back", link.turnedBack());
    all.put("memory.short", link.outOfMemory());
    all.put("sends.blocked", driver.sendBufferFull());
    all.put("cycles", driver.cycles());
    return all;
  }

  private static Map<String, Long> counters(SecureCounters secure) {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("secure.sealed", secure.sealed());
    all.put("secure.opened", secure.opened());
    all.put("secure.handshakes.begun", secure.handshakesBegun());
    all.put("secure.handshakes.done", secure.handshakesDone());
    all.put("secure.unauthentic", secure.unauthentic());
    all.put("secure.unstamped", secure.unstamped());
    all.put("secure.replayed", secure.replayed());
    all.put("secure.strangers", secure.strangers());
    all.put("secure.malformed", secure.malformed());
    all.put("secure.not.allowed", secure.notAllowed());
    all.put("secure.cookies", secure.cookies());
    all.put("secure.flooded", secure.flooded());
    all.put("secure.address.changes", secure.addressChanges());
    all.put("secure.unsent", secure.unsent());
    return all;
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
