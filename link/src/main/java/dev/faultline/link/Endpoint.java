package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of links to many peers: a state machine without thread, clock or socket, as the package's
 * documentation explains. Not thread-safe: one thread drives it.
 */
public final class Endpoint {
  private static final int CONTROL_SLOTS = 32;
  private static final int HELLO_BYTES = Wire.BODY + 16 + 8 + 4;

  private final LinkOptions options;
  private final RandomGenerator random;
  private final LinkHandler handler;
  private final Counters counters = new Counters();
  private final Checksum checksum = new Checksum();
  private final Checksum incoming = new Checksum();
  private final SortedMap<SessionId, Session> sessions = new TreeMap<>();
  private final KeyTable byKey = new KeyTable();
  private final DeadlineHeap deadlines = new DeadlineHeap();
  private final MemorySegment controls;
  private final int controlStride;
  private int controlsUsed;
  private Session[] busy = new Session[16];
  private int busyCount;
  private @Nullable Session last;

  /**
   * An endpoint without sessions.
   *
   * @param random draws session ids and keys; seeded in a world, secure elsewhere
   */
  public Endpoint(LinkOptions options, RandomGenerator random, LinkHandler handler) {
    this.options = options;
    this.random = random;
    this.handler = handler;
    controlStride = Math.max(options.packetBytes(), Wire.BODY + Receiver.LONGEST_ACK);
    controls = options.memory().apply((long) CONTROL_SLOTS * controlStride);
  }

  public Counters counters() {
    return counters;
  }

  /** Starts a session with the peer at this address; the handler hears when it is connected. */
  public Session connect(long now, long peer) {
    SessionId id = new SessionId(random.nextLong(), random.nextLong());
    Session session = new Session(this, id, true, peer, now);
    sessions.put(id, session);
    session.connect(now);
    return session;
  }

  // --- input ---

  /**
   * A datagram has arrived.
   *
   * @param peer the number that the driver gives to the address it came from
   * @param segment whose bytes are only read during the call; drivers should use few segments
   */
  public void onDatagram(long now, long peer, MemorySegment segment, long offset, int length) {
    counters.packetsReceived++;
    if (length < Wire.BODY || !incoming.holds(segment, offset, length)) {
      counters.corrupt++;
      return;
    }
    long key = segment.get(Wire.LONG, offset + Wire.KEY);
    byte type = segment.get(Wire.BYTE, offset + Wire.TYPE);
    if (type == Wire.HELLO) {
      onHello(now, peer, key, segment, offset, length);
      return;
    }
    Session session = last;
    if (session == null || session.key() != key) {
      session = byKey.get(key);
      if (session == null) {
        counters.strangers++;
        return;
      }
      last = session;
    }
    if (type == Wire.WELCOME) {
      if (length >= HELLO_BYTES) {
        session.onWelcome(now, segment.get(Wire.INT, offset + Wire.BODY + 24));
      }
    } else {
      session.onPacket(now, peer, segment, offset, length);
    }
  }

  private void onHello(
      long now, long peer, long key, MemorySegment segment, long offset, int length) {
    if (length < HELLO_BYTES || segment.get(Wire.BYTE, offset + Wire.FLAGS) != Wire.VERSION) {
      counters.malformed++;
      return;
    }
    long body = offset + Wire.BODY;
    SessionId id = new SessionId(segment.get(Wire.LONG, body), segment.get(Wire.LONG, body + 8));
    Session session = sessions.get(id);
    if (session == null) {
      session = new Session(this, id, false, peer, now);
      sessions.put(id, session);
    }
    session.onHello(
        now, peer, key, segment.get(Wire.LONG, body + 16), segment.get(Wire.INT, body + 24));
  }

  /** Time has passed; to be called when {@link #nextDeadline} has come. */
  public void onTimer(long now) {
    while (deadlines.earliest() <= now) {
      Session session = deadlines.first();
      deadlines.remove(session);
      session.onTimer(now);
      busy(session);
    }
  }

  // --- output ---

  /**
   * Hands the egress what may be sent now; to be called after input, after offers, and when {@link
   * #nextDeadline} has come.
   *
   * @return how many datagrams were sent
   */
  public int poll(long now, Egress egress) {
    long before = counters.packetsSent;
    controlsUsed = 0;
    int kept = 0;
    int count = busyCount;
    boolean room = true;
    for (int i = 0; i < count; i++) {
      Session session = busy[i];
      room = room && session.poll(now, egress);
      long deadline = session.nextDeadline();
      deadlines.update(session, room ? deadline : Long.MIN_VALUE);
      if (room && deadline > now) {
        session.busy = false;
      } else {
        busy[kept++] = session;
      }
    }
    for (int i = count; i < busyCount; i++) {
      busy[kept++] = busy[i];
    }
    Arrays.fill(busy, kept, busyCount, null);
    busyCount = kept;
    return (int) (counters.packetsSent - before);
  }

  /**
   * When {@link #onTimer} and {@link #poll} have to be called at the latest, if nothing else
   * happens; in the past when there is something to do now, {@link Long#MAX_VALUE} for never.
   */
  public long nextDeadline() {
    return busyCount > 0 ? Long.MIN_VALUE : deadlines.earliest();
  }

  // --- for sessions ---

  LinkOptions options() {
    return options;
  }

  LinkHandler handler() {
    return handler;
  }

  Checksum checksum() {
    return checksum;
  }

  void busy(Session session) {
    if (session.busy) {
      return;
    }
    session.busy = true;
    if (busyCount == busy.length) {
      busy = Arrays.copyOf(busy, 2 * busyCount);
    }
    busy[busyCount++] = session;
  }

  long newKey(Session session) {
    byKey.remove(session.key());
    long key = random.nextLong();
    byKey.put(key, session);
    return key;
  }

  void keyed(Session session, long key) {
    byKey.put(key, session);
  }

  boolean acknowledge(long now, Session session, Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return false;
    }
    long at = (long) controlsUsed * controlStride;
    int length = session.receiver().write(now, controls, at + Wire.BODY, controlStride - Wire.BODY);
    if (!control(session.peer(), Wire.ACK, session.key(), 0, length, egress)) {
      return false;
    }
    session.receiver().told();
    return true;
  }

  boolean hello(Session session, byte type, long epoch, Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return false;
    }
    long at = (long) controlsUsed * controlStride + Wire.BODY;
    controls.set(Wire.LONG, at, session.id().high());
    controls.set(Wire.LONG, at + 8, session.id().low());
    controls.set(Wire.LONG, at + 16, epoch);
    controls.set(Wire.INT, at + 24, options.receivePackets());
    return control(session.peer(), type, session.key(), 0, HELLO_BYTES - Wire.BODY, egress);
  }

  /** Sends what stands in the next control slot. */
  boolean control(long peer, byte type, long key, long packet, int body, Egress egress) {
    if (controlsUsed == CONTROL_SLOTS) {
      return false;
    }
    long at = (long) controlsUsed * controlStride;
    controls.set(Wire.BYTE, at + Wire.TYPE, type);
    controls.set(Wire.BYTE, at + Wire.FLAGS, (byte) Wire.VERSION);
    controls.set(Wire.SHORT, at + Wire.STREAM, (short) 0);
    controls.set(Wire.LONG, at + Wire.KEY, key);
    controls.set(Wire.LONG, at + Wire.PACKET, packet);
    int length = Wire.BODY + body;
    checksum.stamp(controls, at, length);
    if (!egress.send(peer, controls, at, length)) {
      return false;
    }
    controlsUsed++;
    counters.packetsSent++;
    counters.bytesSent += length;
    return true;
  }
}
