package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.explore.Program;
import dev.faultline.link.receive.Receiver;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.rules.Rules;
import dev.faultline.linkworld.EnvLink;
import dev.faultline.linkworld.PlantedLinks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several sessions, each with several streams of long messages, to a receiver that has memory for
 * few of them: all go on, and the receiver never keeps more than it may. Where links are durable,
 * both sides crash.
 */
final class MemoryWorld {
  static final String ORDER = "messages of each stream arrive once and in order";
  static final String BOUND = "the receiver keeps no more than it may";
  static final String ALL = "every message arrives";
  static final String SHORT = "memory is short";
  static final String TOLD = "the sender hears that memory is short";

  private static final int SESSIONS = 3;
  private static final int STREAMS = 4;
  private static final int LANES = SESSIONS * STREAMS;
  private static final long BUDGET = 12_000;

  /** What one stream may take beyond: its packets, and a message while its buffer grows. */
  private static final long BEYOND = 6_000 + 2 * 4_096;

  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  private MemoryWorld() {}

  static Program program(boolean durable, int messages) {
    return world -> {
      LinkModel links = new LinkModel(true, true, true, true);
      world.model(
          durable
              ? partiallySynchronous().crashRecovery(2).links(links)
              : partiallySynchronous().links(links));
      world.network().checksums(false);
      Address to = world.node("receiver", () -> new Receiver(durable));
      Address from = world.node("sender", () -> new Sender(to, durable, messages));
      world.always(
          ORDER, () -> !(world.instance(to) instanceof Receiver here) || here.wrong.isEmpty());
      world.always(
          BOUND,
          () -> !(world.instance(to) instanceof Receiver here) || here.used() <= BUDGET + BEYOND);
      world.sometimes(
          SHORT,
          () -> world.instance(to) instanceof Receiver here && here.counters().outOfMemory() > 0);
      world.sometimes(
          TOLD,
          () -> world.instance(from) instanceof Sender here && here.counters().turnedBack() > 0);
      world.healAfter(Duration.ofSeconds(20));
      world.eventually(
          ALL,
          Duration.ofSeconds(60),
          () ->
              !(world.instance(to) instanceof Receiver here)
                  || !(world.instance(from) instanceof Sender)
                  || Arrays.stream(here.last).allMatch(last -> last == messages));
    };
  }

  private static LinkOptions options(boolean durable) {
    return (durable ? Ledger.options() : Ends.small()).toBuilder().receiveBytes(BUDGET).build();
  }

  /** What both nodes have in common. */
  private abstract static class Side extends Ledger.End {
    private final boolean durable;
    private @Nullable EnvLink open;

    Side(boolean durable) {
      super(Rules.SOUND);
      this.durable = durable;
    }

    @Override
    LinkOptions ownOptions() {
      return options(durable);
    }

    final EnvLink open(Env env) {
      EnvLink begun = durable ? begin(env) : volatileLink(env);
      open = begun;
      return begun;
    }

    private EnvLink volatileLink(Env env) {
      return PlantedLinks.open(
          env,
          ownOptions(),
          false,
          Duration.ZERO,
          storage -> new Endpoint(ownOptions(), env.random(), this, storage, Rules.SOUND));
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (open != null) {
        open.receive(from, message);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (open != null && !open.timer(tag)) {
        tick(env, open);
      }
    }

    final Counters counters() {
      return open == null ? new LiveCounters() : open.endpoint().counters();
    }

    final long used() {
      return open == null ? 0 : open.endpoint().context().budget.used();
    }
  }

  private static final class Sender extends Side {
    private final Address to;
    private final StreamKind kind;
    private final int messages;
    private final @Nullable Session[] sessions = new Session[SESSIONS];

    Sender(Address to, boolean durable, int messages) {
      super(durable);
      this.to = to;
      this.messages = messages;
      kind = durable ? StreamKind.LOGGED : StreamKind.ORDERED;
    }

    @Override
    public void start(Env env) {
      EnvLink link = open(env);
      List<Session> known = link.endpoint().sessions();
      for (Session session : known) {
        link.connect(session, to);
      }
      for (int i = 0; i < SESSIONS; i++) {
        Session session = i < known.size() ? known.get(i) : link.connect(to);
        sessions[i] = session;
        for (int stream = 0; stream < STREAMS; stream++) {
          session.open(stream, kind);
        }
      }
      env.timer(Duration.ofMillis(5), "tick");
    }

    @Override
    void tick(Env env, EnvLink link) {
      for (int lane = 0; lane < LANES; lane++) {
        Session session = sessions[lane / STREAMS];
        int stream = lane % STREAMS;
        if (session != null && !session.ended() && session.offered(stream) < messages) {
          int length = 8 + env.random().nextInt(4_000);
          session.offer(stream, Ends.message(session.offered(stream) + 1, length), 0, length);
        }
      }
      link.flush();
      env.timer(Duration.ofMillis(100), "tick");
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      throw new AssertionError("nobody sends to the sender");
    }
  }

  private static final class Receiver extends Side {
    final long[] last = new long[LANES];
    private final @Nullable SessionId[] known = new SessionId[SESSIONS];
    String wrong = "";

    Receiver(boolean durable) {
      super(durable);
    }

    @Override
    public void start(Env env) {
      open(env);
    }

    @Override
    void tick(Env env, EnvLink link) {}

    private int lane(SessionId session, int stream) {
      int index = 0;
      while (known[index] != null && !session.equals(known[index])) {
        index++;
      }
      known[index] = session;
      return index * STREAMS + stream;
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      int lane = lane(session.id(), stream);
      long number = buffer.get(NUMBER, offset);
      if (number != last[lane] + 1) {
        wrong = "message " + number + " comes after " + last[lane];
      } else if (buffer.asSlice(offset, length).mismatch(Ends.message(number, length)) >= 0) {
        wrong = "message " + number + " has other bytes than were sent";
      }
      last[lane] = number;
      if (session.halves().durable()) {
        session.effect(stream, sequence, buffer, offset, 8);
      }
      return true;
    }

    @Override
    public void onRecovered(
        SessionId session, int stream, long sequence, MemorySegment effect, long at, int length) {
      last[lane(session, stream)] = effect.get(NUMBER, at);
    }

    @Override
    public @Nullable MemorySegment snapshot() {
      MemorySegment state = MemorySegment.ofArray(new byte[8 * LANES + 16 * SESSIONS]);
      for (int i = 0; i < LANES; i++) {
        state.set(NUMBER, 8L * i, last[i]);
      }
      for (int i = 0; i < SESSIONS; i++) {
        SessionId session = known[i];
        if (session != null) {
          state.set(NUMBER, 8L * LANES + 16L * i, session.high());
          state.set(NUMBER, 8L * LANES + 16L * i + 8, session.low());
        }
      }
      return state;
    }

    @Override
    public void onRestored(MemorySegment state, long offset, int length) {
      for (int i = 0; i < LANES; i++) {
        last[i] = state.get(NUMBER, offset + 8L * i);
      }
      for (int i = 0; i < SESSIONS; i++) {
        long at = offset + 8L * LANES + 16L * i;
        long high = state.get(NUMBER, at);
        known[i] = high == 0 ? null : new SessionId(high, state.get(NUMBER, at + 8));
      }
    }
  }
}
