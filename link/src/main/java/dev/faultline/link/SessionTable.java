package dev.faultline.link;

import dev.faultline.link.connection.KeyTable;
import dev.faultline.link.handshake.SessionShares;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.journal.Participant;
import dev.faultline.link.journal.Participants;
import dev.faultline.link.journal.RecordReader;
import dev.faultline.link.journal.RecordWriter;
import dev.faultline.link.wire.EndCode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of an endpoint: by id, by number and by the key of their connection, those that are
 * over and of which undelivered messages are kept, and what is remembered of those that ended.
 */
final class SessionTable implements Participants {
  private final SessionContext context;
  private final RandomGenerator random;
  private final SortedMap<SessionId, Session> sessions = new TreeMap<>();
  private final SortedMap<Integer, Session> byNumber = new TreeMap<>();

  /** Sessions that are over, of which undelivered messages are kept. */
  private final SortedMap<SessionId, Session> kept = new TreeMap<>();

  private final KeyTable byKey;
  private final SessionShares shares;
  private @Nullable Session last;
  private int lastNumber;

  SessionTable(SessionContext context, LinkOptions options, RandomGenerator random) {
    this.context = context;
    this.random = random;
    shares = new SessionShares(options.mostSessions());
    byKey = new KeyTable(random);
  }

  // --- what there is ---

  /** All that are not over, in a fixed order. */
  List<Session> sessions() {
    return List.copyOf(sessions.values());
  }

  /** Whether there is one that is not over. */
  boolean any() {
    return !sessions.isEmpty();
  }

  @Nullable Session get(SessionId id) {
    return sessions.get(id);
  }

  /** One that is over, of which undelivered messages are kept. */
  @Nullable Session kept(SessionId id) {
    return kept.get(id);
  }

  @Override
  public @Nullable Participant numbered(int number) {
    Session session = byNumber.get(number);
    return session == null ? null : session.logged();
  }

  /** The session that a connection with this key belongs to. */
  @Nullable Session holder(long key) {
    return byKey.get(key);
  }

  /** The same, for what comes in: most packets are of the session that the last one was of. */
  @Nullable Session keyed(long key) {
    Session session = last;
    if (session == null || session.key() != key) {
      session = byKey.get(key);
      if (session != null) {
        last = session;
      }
    }
    return session;
  }

  /** One that is not over, or of which undelivered messages are kept. */
  Session keeping(SessionId id) {
    for (Session session : byNumber.values()) {
      if (session.id().equals(id)) {
        return session;
      }
    }
    throw new IllegalArgumentException(
        "there is no session " + id + " with undelivered messages; undelivered() lists them");
  }

  List<Undelivered> undelivered() {
    List<Undelivered> all = new ArrayList<>();
    byNumber.values().forEach(session -> session.logged().undelivered(all));
    return all;
  }

  boolean knows(long peer) {
    for (Session session : sessions.values()) {
      if (session.connection().where().include(peer)) {
        return true;
      }
    }
    return false;
  }

  void addresses(LongConsumer to) {
    sessions.values().forEach(session -> session.connection().where().each(to));
  }

  /** Whether this peer may begin one more. */
  boolean roomFor(PeerIdentity owner, boolean severalPeers) {
    return shares.roomFor(owner, byNumber.size(), severalPeers);
  }

  // --- how that changes ---

  /** One that this side is to begin. */
  Session add(long label) {
    return add(new SessionId(random.nextLong(), random.nextLong()), label, true);
  }

  /**
   * The session begins, with this peer.
   *
   * @throws OutOfMemoryError if there is no memory for that; then it is to end, or to be forgotten
   */
  void begin(long now, Session session, long peer) {
    session.belongsToOwnerOf(peer);
    shares.add(session.owner());
    session.began(now, peer);
  }

  Session add(SessionId id, long label, boolean initiator) {
    return add(id, lastNumber + 1, label, initiator);
  }

  private Session add(SessionId id, int number, long label, boolean initiator) {
    Session session = new Session(context, id, number, label, initiator);
    sessions.put(id, session);
    byNumber.put(number, session);
    lastNumber = Math.max(lastNumber, number);
    return session;
  }

  long newKey(Session session) {
    long key = random.nextLong();
    rekey(session, key);
    return key;
  }

  void rekey(Session session, long key) {
    if (byKey.get(session.key()) == session) {
      byKey.remove(session.key());
    }
    byKey.put(key, session);
  }

  /**
   * The session is over, also without memory for what is kept of it: then its messages are listed
   * even so.
   */
  void forget(Session session) {
    sessions.remove(session.id());
    if (byKey.get(session.key()) == session) {
      byKey.remove(session.key());
    }
    last = null;
    if (session.logged().parked() == null) {
      shares.remove(session.owner());
      byNumber.remove(session.number());
    } else {
      kept.put(session.id(), session);
    }
  }

  /** What was kept of a session that is over is not to be kept any more. */
  void discard(SessionId id, @Nullable Journal journal) {
    Session of = keeping(id);
    if (of.logged().parked() == null || journal == null) {
      throw new IllegalArgumentException(
          "session " + id + " is not over: its messages are still to be delivered");
    }
    // First: without memory for that, nothing has changed.
    journal.ended(of.number());
    of.logged().discarded();
    byNumber.remove(of.number());
    kept.remove(id);
    shares.remove(of.owner());
  }

  // --- for the journal ---

  @Override
  public long longestDescription() {
    return LoggedStreams.describedBytes(context.options.streams());
  }

  @Override
  public Participant recovered(RecordReader in) {
    int number = in.u32();
    SessionId id = new SessionId(in.u64(), in.u64());
    long label = in.u64();
    int facts = in.u8();
    boolean initiator = (facts & 1) != 0;
    Session known = byNumber.get(number);
    Session session = known != null ? known : add(id, number, label, initiator);
    session.connection().recoveredPeer(in.u64());
    session.recoveredOwner(PeerIdentity.read(in));
    if (facts > 1) {
      recoveredPark(number, EndCode.read((facts >> 1) - 1));
    }
    return session.logged();
  }

  @Override
  public void recoveredPark(int number, SessionEnd why) {
    Session session = byNumber.get(number);
    if (session != null) {
      sessions.remove(session.id());
      kept.put(session.id(), session);
      session.recoveredPark(why);
    }
  }

  @Override
  public void recoveredEnd(int number) {
    Session session = byNumber.get(number);
    if (session != null) {
      sessions.remove(session.id());
      kept.remove(session.id());
      byNumber.remove(number);
    }
  }

  /** All that survived is here. */
  void recovered() {
    byNumber.values().forEach(session -> shares.add(session.owner()));
    sessions.values().forEach(session -> session.logged().recoveredElsewhere());
  }

  @Override
  public void checkpoint(RecordWriter to) {
    to.u32(lastNumber).u32(byNumber.size());
    for (Session session : byNumber.values()) {
      session.describe(to);
      session.logged().describe(to);
    }
  }

  @Override
  public int table(RecordWriter to, int from, long mostBytes) {
    int countAt = to.length() + Integer.BYTES;
    int count = 0;
    to.u32(lastNumber).u32(0);
    for (Session session : byNumber.tailMap(from).values()) {
      int before = to.length();
      session.describe(to);
      session.logged().describe(to);
      if (to.length() > mostBytes && count > 0) {
        to.cut(before);
        to.patch(countAt, count);
        return session.number();
      }
      count++;
    }
    to.patch(countAt, count);
    return Integer.MAX_VALUE;
  }

  @Override
  public int lastNumber() {
    return lastNumber;
  }

  @Override
  public void lastNumber(int number) {
    lastNumber = Math.max(lastNumber, number);
  }

  @Override
  public long oldestPosition() {
    long oldest = Long.MAX_VALUE;
    for (Session session : byNumber.values()) {
      oldest = Math.min(oldest, session.logged().oldestPosition());
    }
    return oldest;
  }
}
