package dev.faultline.runtime.durable;

import dev.faultline.link.Session;
import dev.faultline.runtime.ChannelClosedException;
import dev.faultline.runtime.LinkDriver;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A named, durable stream of messages to one peer, in the order in which they are sent. It outlives
 * both processes: {@link DurableNode#connect} with the same name goes on with it. Thread-safe.
 */
public final class DurableChannel {
  /** So much waits for the node's thread at most; one message may be longer. */
  private static final int MOST_WAITING = 4_096;

  private static final long MOST_WAITING_BYTES = 8 << 20;

  private final String name;
  private final LinkDriver driver;
  private final Session session;
  private final ChannelFiles files;
  private final int longestMessage;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();

  /** Guarded by this. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private final List<CompletableFuture<Long>> untilDrained = new ArrayList<>();
  private long waitingBytes;
  private long last;
  private boolean asked;
  private boolean closing;
  private @Nullable String ended;

  /** The node's thread's: who waits for which news. */
  private final Deque<DeliveryReport> untilDurable = new ArrayDeque<>();

  private final Deque<DeliveryReport> untilReceived = new ArrayDeque<>();
  private final Deque<DeliveryReport> untilProcessed = new ArrayDeque<>();
  private boolean noted;

  private volatile ChannelState state = ChannelState.CONNECTING;
  private volatile long processed;

  private record Waiting(byte[] message, DeliveryReport report) {}

  DurableChannel(
      String name,
      LinkDriver driver,
      Session session,
      ChannelFiles files,
      boolean noted,
      int longestMessage) {
    this.name = name;
    this.driver = driver;
    this.session = session;
    this.files = files;
    this.noted = noted;
    this.longestMessage = longestMessage;
    last = session.offered(DurableNode.STREAM);
    processed = session.processedByPeer(DurableNode.STREAM);
  }

  /** The name that it was connected with. */
  public String name() {
    return name;
  }

  /** What is known of the peer. */
  public ChannelState state() {
    return state;
  }

  /**
   * Completes when the peer is there for the first time since this process connected; a program
   * that waits only so long says so with {@code orTimeout}. Fails when the channel ends first.
   */
  public CompletionStage<Void> connected() {
    return connected.minimalCompletionStage();
  }

  /**
   * How many messages this channel has taken in its whole life: after a restart those that are in
   * the log. A program whose messages come from elsewhere, as from a file or a table, goes on with
   * the one after these, and so sends none twice.
   */
  public synchronized long taken() {
    return last;
  }

  /** How many of the messages that were taken the peer has not processed, as far as is known. */
  public synchronized long unprocessed() {
    return last - processed;
  }

  /**
   * Sends a message, and waits while there is no room for it: that is so when the log is full or
   * the disk is slower than the senders, and not when the peer is absent.
   *
   * @return what becomes of the message; keeps it in memory until the peer has processed it
   * @throws ChannelClosedException if the channel has ended or its node was closed
   * @throws IllegalArgumentException if the message is longer than the link's options allow
   */
  public DeliveryReport send(byte[] message) throws InterruptedException {
    checkLength(message);
    DeliveryReport report;
    synchronized (this) {
      while (!hasRoom(message.length)) {
        wait();
      }
      report = add(message);
    }
    return report;
  }

  /**
   * Sends a message if there is room now.
   *
   * @return null when there is none
   * @throws ChannelClosedException if the channel has ended or its node was closed
   * @throws IllegalArgumentException if the message is longer than the link's options allow
   */
  public @Nullable DeliveryReport offer(byte[] message) {
    checkLength(message);
    synchronized (this) {
      return hasRoom(message.length) ? add(message) : null;
    }
  }

  /**
   * Completes when the peer has processed all that was taken so far, in this process and before,
   * and no crash takes that back; with the number of the last message. Fails when the channel ends
   * first.
   */
  public CompletionStage<Long> drained() {
    CompletableFuture<Long> drained = new CompletableFuture<>();
    synchronized (this) {
      if (ended != null) {
        drained.completeExceptionally(new ChannelClosedException(ended));
        return drained;
      }
      // The thread that is asked may have taken its last turn.
      untilDrained.add(drained);
    }
    driver.execute(
        () -> newest().whenComplete((number, failure) -> drained(drained, number, failure)));
    return drained.minimalCompletionStage();
  }

  private void drained(
      CompletableFuture<Long> who, @Nullable Long number, @Nullable Throwable failure) {
    synchronized (this) {
      untilDrained.remove(who);
    }
    if (failure != null) {
      who.completeExceptionally(failure);
    } else {
      who.complete(number);
    }
  }

  private void checkLength(byte[] message) {
    if (message.length > longestMessage) {
      throw new IllegalArgumentException(
          "a message of %d bytes, expected at most %d".formatted(message.length, longestMessage));
    }
  }

  /** With the lock held. */
  private boolean hasRoom(int bytes) {
    if (ended != null || closing) {
      throw new ChannelClosedException(
          ended == null ? "channel " + name + ": its node was closed" : ended);
    }
    return waiting.isEmpty()
        || (waiting.size() < MOST_WAITING && waitingBytes + bytes <= MOST_WAITING_BYTES);
  }

  /** With the lock held. The bytes are copied: the sender may use its array again. */
  private DeliveryReport add(byte[] message) {
    DeliveryReport report = new DeliveryReport(last + 1);
    waiting.add(new Waiting(message.clone(), report));
    waitingBytes += message.length;
    last++;
    if (!asked) {
      asked = true;
      driver.execute(this::turn);
    }
    return report;
  }

  // --- the node's thread ---

  /** Hands to the link what waits, and tells what has happened; true if there was any. */
  boolean turn() {
    boolean any = drain();
    any |= tell(untilDurable, session.durable(DurableNode.STREAM), 0);
    any |= tell(untilReceived, session.arrived(DurableNode.STREAM), 1);
    processed = session.processedByPeer(DurableNode.STREAM);
    return any | tell(untilProcessed, processed, 2);
  }

  /** What becomes of the last message that was taken. */
  private CompletionStage<Long> newest() {
    turn();
    long number;
    synchronized (this) {
      Waiting held = waiting.peekLast();
      if (held != null) {
        return held.report().processed();
      }
      if (ended != null) {
        return CompletableFuture.failedStage(new ChannelClosedException(ended));
      }
      number = last;
    }
    DeliveryReport asked = untilProcessed.peekLast();
    if (asked == null) {
      // All that it took in this process is processed, or it was taken by one before.
      if (processed >= number) {
        return CompletableFuture.completedStage(number);
      }
      asked = new DeliveryReport(number);
      untilProcessed.add(asked);
    }
    return asked.processed();
  }

  private boolean drain() {
    synchronized (this) {
      asked = false;
    }
    boolean any = false;
    while (true) {
      Waiting next;
      synchronized (this) {
        next = waiting.peek();
      }
      if (next == null || session.ended()) {
        return any;
      }
      long sequence =
          session.offer(
              DurableNode.STREAM, MemorySegment.ofArray(next.message()), 0, next.message().length);
      if (sequence < 0) {
        // It stays, and is offered again after the next duty cycle.
        return any;
      }
      if (sequence != next.report().sequence) {
        throw new AssertionError(
            "channel %s: message %d is number %d of its session"
                .formatted(name, next.report().sequence, sequence));
      }
      untilDurable.add(next.report());
      untilReceived.add(next.report());
      untilProcessed.add(next.report());
      any = true;
      synchronized (this) {
        waiting.remove();
        waitingBytes -= next.message().length;
        notifyAll();
      }
    }
  }

  private boolean tell(Deque<DeliveryReport> who, long reached, int what) {
    boolean any = false;
    while (!who.isEmpty() && who.peek().sequence <= reached) {
      if (!noted) {
        // Before anybody hears that a message is safe, so that no restart begins to count anew.
        files.note(name, session.id());
        noted = true;
      }
      DeliveryReport report = who.remove();
      switch (what) {
        case 0 -> report.durable.complete(report.sequence);
        case 1 -> report.received.complete(report.sequence);
        default -> report.processed.complete(report.sequence);
      }
      any = true;
    }
    return any;
  }

  void connects() {
    state = ChannelState.CONNECTED;
    connected.complete(null);
  }

  void disconnects() {
    state = ChannelState.ABSENT;
  }

  /** Takes no more; completes when all that was taken is durable. */
  CompletionStage<Long> closes() {
    synchronized (this) {
      closing = true;
      notifyAll();
      Waiting newest = waiting.peekLast();
      if (newest != null) {
        return newest.report().durable();
      }
    }
    DeliveryReport newest = untilDurable.peekLast();
    return newest == null ? CompletableFuture.completedStage(0L) : newest.durable();
  }

  void ends(String why) {
    Deque<Waiting> left;
    List<CompletableFuture<Long>> hoping;
    synchronized (this) {
      if (ended != null) {
        return;
      }
      ended = why;
      left = new ArrayDeque<>(waiting);
      waiting.clear();
      hoping = List.copyOf(untilDrained);
      notifyAll();
    }
    state = ChannelState.ENDED;
    untilDurable.forEach(report -> report.fail(why));
    untilReceived.forEach(report -> report.fail(why));
    untilProcessed.forEach(report -> report.fail(why));
    left.forEach(each -> each.report().fail(why));
    connected.completeExceptionally(new ChannelClosedException(why));
    hoping.forEach(each -> each.completeExceptionally(new ChannelClosedException(why)));
  }
}
