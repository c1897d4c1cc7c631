package dev.faultline.chaos.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The socket that a proxy listens on. It continues after every error. It can be closed for a time,
 * so that the system refuses connections. Thread-safe.
 */
final class Acceptor {
  /** Handles a new client, with a socket for dialling its server. */
  interface Newcomer {
    void begin(SocketChannel client, SocketChannel server) throws IOException;
  }

  /** How long to wait when the system has no descriptor left, or the address is in use. */
  private static final long BACK_OFF_NANOS = 20_000_000;

  private static final int ACCEPTS_AT_A_TIME = 64;

  /** Often enough that what is not counted yet fits into the socket's buffer. */
  private static final long COUNT_NANOS = 20_000_000;

  private final Network network;
  private final Loop loop;
  private final Newcomer newcomer;
  private final Consumer<Exception> failed;
  private final InetSocketAddress address;
  private final Alarm again;
  private final Alarm counting;

  // Of the loop's thread alone.
  private @Nullable ServerSocketChannel channel;
  private @Nullable SelectionKey key;
  private boolean refusing;
  private List<LongAdder> refused = List.of();
  private @Nullable RefusedCount count;
  private boolean stopped;

  /**
   * The next client's socket to its server, opened before the client is accepted: one for which the
   * system has no descriptor left stays in the queue, and is served as soon as there is one.
   */
  private @Nullable SocketChannel next;

  /**
   * Listens, but accepts no client yet.
   *
   * @throws IOException when the system refuses the address
   */
  Acceptor(
      Network network,
      Loop loop,
      InetSocketAddress listen,
      Newcomer newcomer,
      Consumer<Exception> failed)
      throws IOException {
    this.network = network;
    this.loop = loop;
    this.newcomer = newcomer;
    this.failed = failed;
    Network.Binding binding = network.bind(listen);
    channel = binding.channel();
    address = binding.address();
    again =
        new Alarm(loop.nextAlarm()) {
          @Override
          void ring(long nowNanos) {
            goOn();
          }
        };
    counting =
        new Alarm(loop.nextAlarm()) {
          @Override
          void ring(long nowNanos) {
            count();
            loop.wakeAt(this, loop.nowNanos() + COUNT_NANOS);
          }
        };
  }

  /** The listening address, with the real port. */
  InetSocketAddress address() {
    return address;
  }

  /**
   * Makes the system refuse clients from now on, or accepts them again.
   *
   * @param refused count the clients that are refused; none: they are accepted
   */
  void refuse(List<LongAdder> refused) {
    loop.execute(() -> {
      count();
      this.refused = List.copyOf(refused);
      refusing = !refused.isEmpty();
      goOn();
    });
  }

  /** Counts those that have been refused so far; of the loop's thread. */
  void count() {
    RefusedCount counted = count;
    if (counted != null) {
      long more = counted.take();
      refused.forEach(one -> one.add(more));
    }
  }

  private void endCount() {
    RefusedCount counted = count;
    count = null;
    loop.wakeAt(counting, Long.MAX_VALUE);
    if (counted != null) {
      counted.close();
    }
  }

  void stop() {
    loop.execute(() -> {
      stopped = true;
      goOn();
    });
  }

  private void goOn() {
    if (stopped || refusing) {
      loop.wakeAt(again, Long.MAX_VALUE);
      ServerSocketChannel listening = channel;
      channel = null;
      key = null;
      if (next != null) {
        Loop.closeQuietly(next);
        next = null;
      }
      if (listening != null) {
        loop.closeNow(listening);
      }
      if (stopped) {
        count();
        endCount();
      } else if (count == null) {
        count = RefusedCount.at(address);
        loop.wakeAt(counting, loop.nowNanos() + COUNT_NANOS);
      }
      return;
    }
    endCount();
    try {
      if (channel == null) {
        channel = network.bind(address).channel();
      }
      if (key == null) {
        key = loop.register(channel, SelectionKey.OP_ACCEPT, (ready, now) -> accept());
      } else if (key.isValid()) {
        key.interestOps(SelectionKey.OP_ACCEPT);
      }
    } catch (IOException e) {
      failed.accept(e);
      backOff();
    }
  }

  private void accept() {
    try {
      for (int i = 0; i < ACCEPTS_AT_A_TIME && channel != null; i++) {
        if (!network.reserve().isFull()) {
          standBack();
          return;
        }
        SocketChannel server = next == null ? SocketChannel.open() : next;
        next = server;
        SocketChannel client = channel.accept();
        if (client == null) {
          return;
        }
        next = null;
        newcomer.begin(client, server);
      }
    } catch (IOException e) {
      failed.accept(e);
      network.reserve().letGo();
      standBack();
    }
  }

  /** Without a pause the loop would spin: a client that cannot be accepted stays in the queue. */
  private void standBack() {
    if (next != null) {
      Loop.closeQuietly(next);
      next = null;
    }
    if (key != null && key.isValid()) {
      key.interestOps(0);
    }
    backOff();
  }

  private void backOff() {
    if (!stopped) {
      loop.wakeAt(again, loop.nowNanos() + BACK_OFF_NANOS);
    }
  }
}
