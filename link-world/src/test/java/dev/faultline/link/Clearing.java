package dev.faultline.link;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.link.rules.Rules;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payer sends orders in short sessions, which the bank closes; for each order the bank sends two
 * notes to an auditor, on another session, and sometimes takes the order only later after all. All
 * three may crash at any time.
 */
final class Clearing {
  /** The bank closes a session with the order that is the last of so many. */
  static final int ORDERS_A_SESSION = 5;

  private static final int STREAM = 1;

  /** The bank notes each order twice. */
  private static final int COPIES = 2;

  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  private Clearing() {}

  /** How the nodes of a world are, and how many orders there will be. */
  record Setting(
      LinkOptions options, Rules rules, RoughLink.Rough rough, Duration pace, int orders) {}

  abstract static class Station implements Node, LinkHandler {
    final Setting setting;
    @Nullable RoughLink link;
    @Nullable Env env;
    @Nullable SessionEnd bad;

    Station(Setting setting) {
      this.setting = setting;
    }

    final RoughLink begin(Env here) {
      env = here;
      RoughLink begun =
          new RoughLink(here, setting.options(), this, setting.rules(), setting.rough());
      link = begun;
      here.timer(setting.pace(), "tick");
      return begun;
    }

    @Override
    public void receive(Env here, Address from, Object message) {
      if (link != null) {
        link.receive(from, message);
      }
    }

    @Override
    public void timer(Env here, Object tag) {
      if (link == null || link.timer(tag)) {
        return;
      }
      if (link.failed() && here.random().nextInt(8) == 0) {
        // Who looks after the process starts another one.
        link.kill();
        forget();
        start(here);
        return;
      }
      if (!link.failed()) {
        tick(here, link);
        link.flush();
      }
      here.timer(setting.pace(), "tick");
    }

    /** What is in memory is gone. */
    void forget() {}

    abstract void tick(Env here, RoughLink link);

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment at, long offset, int length) {
      return handle(from, stream, sequence, at.get(NUMBER, offset));
    }

    boolean handle(Session from, int stream, long sequence, long number) {
      throw new AssertionError("nobody sends to this node");
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      if (why != SessionEnd.STORAGE_FAILED) {
        over(session, why);
      }
    }

    /** The session is over, and not because the disk has failed. */
    void over(Session session, SessionEnd why) {
      bad = why;
    }
  }

  /**
   * Keeps in its own store how many orders were in sessions that are over, and calls each session
   * after the number of orders before it. A crash may take back that a session is over, when what
   * came behind it and the row have survived: such a session is of no account any more.
   */
  static final class Payer extends Station {
    private static final String ROW = "settled";

    private final Address bank;
    private @Nullable Session session;
    private long settled;

    Payer(Address bank, Setting setting) {
      super(setting);
      this.bank = bank;
    }

    @Override
    public void start(Env here) {
      settled = here.store().get(ROW) instanceof Long row ? row : 0;
      RoughLink begun = begin(here);
      for (Session known : begun.endpoint().sessions()) {
        if (known.label() == settled) {
          session = known;
        }
        known.open(STREAM, StreamKind.LOGGED);
        begun.connect(known, bank);
      }
    }

    @Override
    void tick(Env here, RoughLink link) {
      Session to = session;
      if (to == null || to.ended()) {
        if (settled == setting.orders()) {
          return;
        }
        to = link.connect(bank, settled);
        to.open(STREAM, StreamKind.LOGGED);
        session = to;
      }
      long offered = to.offered(STREAM);
      if (offered < ORDERS_A_SESSION && here.random().nextInt(2) == 0) {
        to.offer(STREAM, Ends.message(to.label() + offered + 1, 40), 0, 40);
      }
    }

    @Override
    void forget() {
      session = null;
    }

    @Override
    void over(Session over, SessionEnd why) {
      boolean whole = over.offered(STREAM) == ORDERS_A_SESSION;
      // The bank ends sessions whose orders are all in its books; it may have forgotten that.
      if (!whole || (why != SessionEnd.CLOSED_BY_PEER && why != SessionEnd.SESSION_LOST)) {
        bad = why;
      } else if (env != null && over.label() == settled) {
        settled += ORDERS_A_SESSION;
        env.store().put(ROW, settled);
        env.store().sync();
      }
    }
  }

  static final class Bank extends Station {
    final List<Long> orders = new ArrayList<>();
    private final Address auditor;
    private @Nullable Session notes;

    Bank(Address auditor, Setting setting) {
      super(setting);
      this.auditor = auditor;
    }

    @Override
    public void start(Env here) {
      RoughLink begun = begin(here);
      Session known = RoughLink.begun(begun.endpoint());
      if (known == null) {
        known = begun.connect(auditor, 0);
      } else {
        begun.connect(known, auditor);
      }
      known.open(STREAM, StreamKind.LOGGED);
      known.open(COPIES, StreamKind.LOGGED);
      notes = known;
    }

    @Override
    void tick(Env here, RoughLink link) {
      for (Session session : link.endpoint().sessions()) {
        session.resume(link.now());
        // That it was closed is gone with a crash.
        if (!session.initiator() && session.received(STREAM) == ORDERS_A_SESSION) {
          session.close(link.now());
        }
      }
      // One note more than there are orders, so that the auditor misses the last one, too.
      Session to = notes;
      if (orders.size() == setting.orders() && to != null && to.offered(STREAM) <= orders.size()) {
        to.offer(STREAM, Ends.message(orders.size() + 1L, 40), 0, 40);
      }
    }

    @Override
    boolean handle(Session from, int stream, long sequence, long number) {
      Session to = notes;
      RoughLink here = link;
      if (to == null || here == null) {
        return false;
      }
      // There may be no room for the second note, or another reason to leave the order for later.
      if (to.offer(STREAM, Ends.message(orders.size() + 1L, 40), 0, 40) < 0
          || to.offer(COPIES, Ends.message(orders.size() + 1L, 100), 0, 100) < 0
          || (env != null && env.random().nextInt(8) == 0)) {
        return false;
      }
      orders.add(number);
      from.effect(stream, sequence, Ends.message(number, 8), 0, 8);
      if (sequence == ORDERS_A_SESSION) {
        from.close(here.now());
      }
      return true;
    }

    @Override
    public void onRecovered(
        SessionId session, int stream, long sequence, MemorySegment effect, long at, int length) {
      orders.add(effect.get(NUMBER, at));
    }

    @Override
    public MemorySegment snapshot() {
      // Longer than a record of the storage.
      MemorySegment state = MemorySegment.ofArray(new byte[1_600]);
      state.set(NUMBER, 0, orders.size());
      for (int i = 0; i < orders.size(); i++) {
        state.set(NUMBER, 8L + 8 * i, orders.get(i));
      }
      return state;
    }

    @Override
    public void onRestored(MemorySegment state, long offset, int length) {
      orders.clear();
      for (int i = 0; i < state.get(NUMBER, offset); i++) {
        orders.add(state.get(NUMBER, offset + 8 + 8L * i));
      }
    }

    @Override
    void forget() {
      orders.clear();
    }

    @Override
    void over(Session session, SessionEnd why) {
      // A payer of which nothing was durable has forgotten its session.
      if (session.initiator()) {
        bad = why;
      }
    }

    boolean inOrder() {
      return orders.isEmpty() || orders.getLast() == orders.size();
    }
  }

  static final class Auditor extends Station {
    String wrong = "";

    Auditor(Setting setting) {
      super(setting);
    }

    @Override
    public void start(Env here) {
      begin(here);
    }

    @Override
    void tick(Env here, RoughLink link) {}

    @Override
    boolean handle(Session from, int stream, long sequence, long number) {
      if (number != sequence) {
        wrong = "note " + sequence + " on stream " + stream + " is about order " + number;
      }
      return true;
    }

    /** How many notes have come, the last of which is about no order. */
    long notes() {
      RoughLink here = link;
      long all = 0;
      if (here != null) {
        for (Session session : here.endpoint().sessions()) {
          all += session.received(STREAM);
        }
      }
      return all;
    }
  }
}
