package dev.faultline.link;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.link.rules.Rules;
import dev.faultline.linkworld.EnvLink;
import dev.faultline.linkworld.PlantedLinks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Nodes with a durable link between them: one offers the numbers 1, 2, 3 …, the other adds each to
 * a ledger, and answers with the ledger's length. Both may crash at any time.
 */
final class Ledger {
  /** So slow that crashes strike between a write, its sync and the news of it. */
  private static final Duration SLOW_DISK = Duration.ofMillis(200);

  static final int ORDERS = 1;
  static final int ANSWERS = 2;
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  private Ledger() {}

  static LinkOptions options() {
    return Ends.small().toBuilder()
        .helloInterval(Duration.ofMillis(50))
        .keepAlive(Duration.ofMillis(300))
        .deadAfter(Duration.ofSeconds(2))
        .checkpointBytes(4_000)
        .build();
  }

  /** What both nodes have in common. */
  abstract static class End implements Node, LinkHandler {
    private final Rules rules;
    private @Nullable EnvLink link;
    @Nullable SessionEnd ended;

    End(Rules rules) {
      this.rules = rules;
    }

    final EnvLink begin(Env env) {
      EnvLink begun =
          PlantedLinks.open(
              env,
              ownOptions(),
              true,
              SLOW_DISK,
              storage -> new Endpoint(ownOptions(), env.random(), this, storage, rules));
      link = begun;
      begun.flush();
      return begun;
    }

    LinkOptions ownOptions() {
      return options();
    }

    final @Nullable EnvLink link() {
      return link;
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (link != null) {
        link.receive(from, message);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (link != null && !link.timer(tag)) {
        tick(env, link);
      }
    }

    abstract void tick(Env env, EnvLink link);

    @Override
    public void onEnded(Session session, SessionEnd why) {
      ended = why;
    }
  }

  static class Payer extends End {
    private final Address to;
    private final int orders;
    private @Nullable Session session;
    private final int longest;
    private boolean fresh;
    String wrong = "";

    Payer(Address to, int orders, Rules rules) {
      this(to, orders, rules, 600);
    }

    Payer(Address to, int orders, Rules rules, int longest) {
      super(rules);
      this.longest = longest;
      this.to = to;
      this.orders = orders;
    }

    @Override
    public void start(Env env) {
      EnvLink link = begin(env);
      List<Session> known = link.endpoint().sessions();
      if (known.isEmpty()) {
        session = link.connect(to);
      } else {
        session = known.getFirst();
        link.connect(session, to);
      }
      fresh = known.isEmpty() && env.incarnation() > 1;
      session.open(ORDERS, StreamKind.LOGGED);
      env.timer(Duration.ofMillis(5), "tick");
    }

    @Override
    void tick(Env env, EnvLink link) {
      Session to = session;
      if (to == null || to.ended()) {
        return;
      }
      int now = env.random().nextInt(4);
      for (int i = 0; i < now && to.offered(ORDERS) < orders; i++) {
        long next = to.offered(ORDERS) + 1;
        int length = 8 + env.random().nextInt(next % 11 == 0 ? longest : 40);
        if (to.offer(ORDERS, Ends.message(next, length), 0, length) < 0) {
          break;
        }
      }
      link.flush();
      env.timer(Duration.ofMillis(200), "tick");
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      long answer = buffer.get(NUMBER, offset);
      // A ledger that answers each order once grows by one from answer to answer.
      if (answer != sequence) {
        wrong = "answer " + sequence + " says that the ledger has " + answer + " orders";
      }
      return true;
    }

    /** Whether this is a later incarnation that found no session on its disk. */
    boolean fresh() {
      return fresh;
    }

    /** Whether the orders that no bank has seen are still to be delivered, or kept. */
    boolean keepsAllBut(SortedSet<Long> seen) {
      Session of = session;
      EnvLink link = link();
      if (of == null || link == null || ended == null) {
        return true;
      }
      for (Undelivered kept : link.endpoint().undelivered()) {
        if (kept.session().equals(of.id()) && kept.stream() == ORDERS) {
          return kept.last() == of.offered(ORDERS);
        }
      }
      return seen.size() >= of.offered(ORDERS);
    }

    /** How many answers have come, in all incarnations. */
    long answered() {
      return session == null ? 0 : session.received(ANSWERS);
    }
  }

  static class Bank extends End {
    /** The orders in the ledger, in the order in which they were added. */
    final List<Long> orders = new ArrayList<>();

    private boolean busy;
    private @Nullable Env env;

    Bank(Rules rules) {
      super(rules);
    }

    @Override
    public void start(Env env) {
      this.env = env;
      begin(env);
    }

    @Override
    void tick(Env env, EnvLink link) {
      busy = false;
      for (Session session : link.endpoint().sessions()) {
        session.resume(env.nanoTime());
      }
      link.flush();
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      Env here = env;
      if (busy || here == null) {
        return false;
      }
      if (here.random().nextInt(40) == 0) {
        busy = true;
        here.timer(Duration.ofMillis(50), "tick");
        return false;
      }
      orders.add(buffer.get(NUMBER, offset));
      session.effect(stream, sequence, buffer, offset, 8);
      session.open(ANSWERS, StreamKind.LOGGED);
      session.offer(ANSWERS, Ends.message(orders.size(), 8), 0, 8);
      return true;
    }

    @Override
    public void onRecovered(
        SessionId session, int stream, long sequence, MemorySegment effect, long at, int length) {
      orders.add(effect.get(NUMBER, at));
    }

    @Override
    public @Nullable MemorySegment snapshot() {
      MemorySegment state = MemorySegment.ofArray(new byte[8 * orders.size()]);
      for (int i = 0; i < orders.size(); i++) {
        state.set(NUMBER, 8L * i, orders.get(i));
      }
      return state;
    }

    @Override
    public void onRestored(MemorySegment state, long offset, int length) {
      orders.clear();
      for (int i = 0; i < length; i += 8) {
        orders.add(state.get(NUMBER, offset + i));
      }
    }
  }

  /**
   * Keeps the ledger in a store of its own, as an application with a database does: order and
   * number of the message in one transaction, and then the word that it is processed.
   */
  static final class Books extends Bank {
    private static final String ROW = "books";

    private record Row(List<Long> orders, long processed) {}

    private @Nullable Env env;
    private Row row = new Row(List.of(), -1);

    Books(Rules rules) {
      super(rules);
    }

    @Override
    LinkOptions ownOptions() {
      return options().toBuilder().processing(Processing.AT_LEAST_ONCE).build();
    }

    @Override
    public void start(Env env) {
      this.env = env;
      if (env.store().get(ROW) instanceof Row stored) {
        row = stored;
        orders.addAll(row.orders());
      }
      super.start(env);
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      Env here = env;
      if (here == null) {
        return false;
      }
      orders.add(buffer.get(NUMBER, offset));
      row = new Row(List.copyOf(orders), sequence);
      here.store().put(ROW, row);
      here.store().sync();
      session.processed(here.nanoTime(), stream, sequence);
      return true;
    }

    @Override
    public long processedElsewhere(SessionId session, int stream) {
      return stream == ORDERS ? row.processed() : -1;
    }
  }

  /** Rather misses an order than sees it twice; tells what it was handed to somebody who stays. */
  static final class Cautious extends Bank {
    private final List<Long> seen;

    Cautious(Rules rules, List<Long> seen) {
      super(rules);
      this.seen = seen;
    }

    @Override
    LinkOptions ownOptions() {
      return options().toBuilder().processing(Processing.AT_MOST_ONCE).build();
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      seen.add(buffer.get(NUMBER, offset));
      return true;
    }

    @Override
    public @Nullable MemorySegment snapshot() {
      return null;
    }

    /** The last order that was handed over, or will not be. */
    long last() {
      EnvLink link = link();
      return link == null || link.endpoint().sessions().isEmpty()
          ? 0
          : link.endpoint().sessions().getFirst().received(ORDERS);
    }
  }
}
