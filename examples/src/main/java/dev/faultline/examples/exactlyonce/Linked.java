package dev.faultline.examples.exactlyonce;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.SessionId;
import dev.faultline.link.StreamKind;
import dev.faultline.linkworld.EnvLink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payments over a durable link. The shop offers each order once; the bank's books and the fact that
 * an order is processed become durable together. Neither side has a word about retries.
 */
final class Linked {
  private static final int ORDERS = 1;
  private static final ValueLayout.OfLong ORDER = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final Duration PAUSE = Duration.ofMillis(300);

  private static final LinkOptions OPTIONS =
      LinkOptions.builder()
          .packetBytes(512)
          .sendPackets(16)
          .receivePackets(16)
          .helloInterval(Duration.ofMillis(100))
          .keepAlive(Duration.ofMillis(500))
          .deadAfter(Duration.ofSeconds(3))
          .build();

  private Linked() {}

  /** Hands what a node hears to its link. */
  private abstract static class End implements Node, LinkHandler {
    private final LinkOpening opening;
    private @Nullable EnvLink link;

    End(LinkOpening opening) {
      this.opening = opening;
    }

    EnvLink begin(Env env) {
      EnvLink begun = opening.open(env, OPTIONS, this);
      link = begun;
      return begun;
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
        next(env, link);
      }
    }

    void next(Env env, EnvLink link) {}

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      return true;
    }
  }

  static final class Shop extends End {
    private final Address bank;
    private final long orders;
    private @Nullable Session session;

    Shop(Address bank, long orders, LinkOpening opening) {
      super(opening);
      this.bank = bank;
      this.orders = orders;
    }

    @Override
    public void start(Env env) {
      EnvLink link = begin(env);
      List<Session> known = link.endpoint().sessions();
      if (known.isEmpty()) {
        session = link.connect(bank);
      } else {
        session = known.getFirst();
        link.connect(session, bank);
      }
      session.open(ORDERS, StreamKind.LOGGED);
      next(env, link);
    }

    @Override
    void next(Env env, EnvLink link) {
      if (session != null && session.offered(ORDERS) < orders) {
        // What this incarnation finds in its outbox has been offered by one before.
        long order = session.offered(ORDERS) + 1;
        MemorySegment message = MemorySegment.ofArray(new byte[Long.BYTES]);
        message.set(ORDER, 0, order);
        session.offer(ORDERS, message, 0, Long.BYTES);
        link.flush();
        env.timer(PAUSE, order);
      }
    }
  }

  static final class LinkedBank extends End implements Bank {
    private final Books books = new Books();

    LinkedBank(LinkOpening opening) {
      super(opening);
    }

    @Override
    public void start(Env env) {
      begin(env);
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      books.charge(buffer.get(ORDER, offset));
      session.effect(stream, sequence, buffer, offset, length);
      return true;
    }

    @Override
    public void onRecovered(
        SessionId session, int stream, long sequence, MemorySegment effect, long at, int length) {
      books.charge(effect.get(ORDER, at));
    }

    @Override
    public Books books() {
      return books;
    }
  }
}
